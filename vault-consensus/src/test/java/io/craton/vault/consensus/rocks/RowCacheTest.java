package io.craton.vault.consensus.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.SweepGeneration;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.state.OutboxRow;
import io.craton.vault.core.state.StateView;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// That rows which are kept in memory are those of the position that a query sees.
class RowCacheTest {
  private static final KekVersion ONE = new KekVersion(1);
  private static final KekVersion OTHER = new KekVersion(2);
  private static final KekVersion SELDOM = new KekVersion(3);

  /// Entries from one change of the row that changes seldom to the next.
  private static final int SPAN = 7;

  private static final int ENTRIES = 20_000;
  private static final int READERS = 3;

  @TempDir private Path directory;
  private final RocksMemory memory = new RocksMemory();
  private RocksStore store;

  @BeforeEach
  void open() {
    store = RocksStore.open(directory.resolve("state"), memory);
  }

  @AfterEach
  void close() {
    store.close();
    memory.close();
  }

  /// Five rows that are kept, of which one changes seldom, and one that is not, of the same entry
  /// in each query.
  @Test
  void aQuerySeesOnePosition() throws Exception {
    write(1);
    AtomicLong acknowledged = new AtomicLong(1);
    AtomicLong seen = new AtomicLong();
    try (ExecutorService threads = Executors.newFixedThreadPool(READERS)) {
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        boolean fromFileFirst = i % 2 == 0;
        readers.add(
            threads.submit(() -> {
              while (acknowledged.get() < ENTRIES) {
                long least = acknowledged.get();
                List<Long> found = store.read(view -> rows(view, fromFileFirst));
                assertThat(found).containsOnly(found.getFirst());
                assertThat(found.getFirst()).isGreaterThanOrEqualTo(least);
                seen.incrementAndGet();
              }
              return null;
            }));
      }
      for (long number = 2; number <= ENTRIES; number++) {
        write(number);
        acknowledged.set(number);
      }
      for (Future<?> reader : readers) {
        reader.get();
      }
    }
    assertThat(seen.get()).isGreaterThan(READERS);
  }

  @Test
  void anEntrySeesWhatTheOneBeforeItWrote() {
    for (long number = 1; number <= 5; number++) {
      long before = number - 1;
      Optional<Long> found =
          store.apply(
              new Applied(1, number),
              (view, writer) -> {
                writer.putKek(ONE, ref(before + 1));
                return view.kek(ONE).map(RowCacheTest::number);
              });
      assertThat(found).isEqualTo(before == 0 ? Optional.empty() : Optional.of(before));
    }
  }

  @Test
  void aDeletedRowIsGone() {
    write(1);
    assertThat(seen(true)).containsOnly(1L);
    var _ =
        store.apply(
            new Applied(1, 2),
            (view, writer) -> {
              writer.deleteKek(ONE);
              return true;
            });
    Optional<KeyRef> left = store.read(view -> view.kek(ONE));
    assertThat(left).isEmpty();
  }

  @Test
  void anEntryThatFailsChangesNothing() {
    write(1);
    assertThat(seen(true)).containsOnly(1L);
    try {
      var _ =
          store.apply(
              new Applied(1, 2),
              (view, writer) -> {
                writer.putKek(ONE, ref(2));
                throw new IllegalStateException("in the middle");
              });
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("in the middle");
    }
    assertThat(seen(true)).containsOnly(1L);
  }

  @Test
  void nothingIsKeptOfAStateThatAnotherTookThePlaceOf() {
    write(1);
    Path checkpoint = directory.resolve("checkpoint");
    Applied at = store.checkpoint(checkpoint);
    write(2);
    assertThat(seen(false)).containsOnly(2L);
    store.replaceWith(checkpoint, at);
    assertThat(seen(false)).containsOnly(1L);
    write(3);
    assertThat(seen(false)).containsOnly(3L);
  }

  private List<Long> seen(boolean fromFileFirst) {
    return store.read(view -> rows(view, fromFileFirst));
  }

  private void write(long number) {
    var _ =
        store.apply(
            new Applied(1, number),
            (view, writer) -> {
              writer.putKek(ONE, ref(number));
              writer.putClock(Instant.ofEpochSecond(number));
              writer.putKek(OTHER, ref(number));
              writer.putSweepGeneration(new SweepGeneration(number));
              writer.putOutbox(new OutboxRow(number, ref(number), Instant.EPOCH));
              view.outbox(0, 2).forEach(row -> writer.deleteOutbox(row.number()));
              if (number % SPAN == 0) {
                writer.putKek(SELDOM, ref(number));
              }
              return true;
            });
  }

  private static List<Long> rows(StateView view, boolean fromFileFirst) {
    List<Long> found = new ArrayList<>();
    if (fromFileFirst) {
      found.add(queued(view));
    }
    found.add(view.clock().getEpochSecond());
    found.add(number(view.kek(ONE).orElseThrow()));
    found.add(number(view.kek(OTHER).orElseThrow()));
    found.add(view.sweepGeneration().value());
    if (!fromFileFirst) {
      found.add(queued(view));
    }
    long last = found.getLast();
    view.kek(SELDOM)
        .map(RowCacheTest::number)
        .ifPresent(number -> found.add(number == last - last % SPAN ? last : -number));
    return found;
  }

  /// The one row of the outbox.
  private static long queued(StateView view) {
    return view.outbox(0, 2).stream().mapToLong(OutboxRow::number).reduce((a, b) -> -1).orElse(0);
  }

  private static KeyRef ref(long number) {
    return new KeyRef(Bytes.takeOver(ByteBuffer.allocate(Long.BYTES).putLong(number).array()));
  }

  private static long number(KeyRef ref) {
    return ByteBuffer.wrap(ref.value().toArray()).getLong();
  }
}
