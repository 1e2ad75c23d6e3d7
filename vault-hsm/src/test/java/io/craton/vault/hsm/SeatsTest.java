package io.craton.vault.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.port.Deadline;
import io.craton.vault.hsm.pkcs11.Binding;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Seats are borrowed by one thread at a time, and by everybody in turn.
@Timeout(60)
class SeatsTest {
  private static Seats seats(int count, Path directory) throws Exception {
    HsmConfig config = TestToken.create(directory).config(Binding.FFM);
    HsmMetrics metrics = new HsmMetrics();
    TokenLibrary library =
        new TokenLibrary(Binding.FFM.load(TestToken.LIBRARY), config, System::nanoTime);
    Supervisor faults =
        new Supervisor(library, config, metrics, InstantSource.system(), System::nanoTime);
    AtomicInteger sessions = new AtomicInteger();
    return new Seats(count, () -> new Seat(library, faults, metrics, System::nanoTime, sessions));
  }

  private static Deadline within(Duration duration) {
    return Deadline.after(duration, System::nanoTime);
  }

  @Test
  void aSeatThatIsTakenIsNobodyElses(@TempDir Path directory) throws Exception {
    Seats seats = seats(1, directory);
    Seat mine = Objects.requireNonNull(seats.borrow(within(Duration.ZERO)));
    assertThat(seats.borrow(within(Duration.ofMillis(20)))).isNull();
    assertThat(mine.take()).isFalse();
    seats.giveBack(mine);
    assertThat(seats.borrow(within(Duration.ZERO))).isSameAs(mine);
  }

  @Test
  void whoIsInterruptedGetsNoneAndStaysInterrupted(@TempDir Path directory) throws Exception {
    Seats seats = seats(1, directory);
    var _ = seats.borrow(within(Duration.ZERO));
    Thread.currentThread().interrupt();
    assertThat(seats.borrow(within(Duration.ofSeconds(30)))).isNull();
    assertThat(Thread.interrupted()).isTrue();
  }

  /// Four threads that want the seat again at once whenever they have given it back.
  @Test
  void whoWaitsIsServedUnderAStreamOfOthers(@TempDir Path directory) throws Exception {
    Seats seats = seats(1, directory);
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger sitting = new AtomicInteger();
    AtomicInteger twice = new AtomicInteger();
    CountDownLatch served = new CountDownLatch(4);
    try (ExecutorService callers = Way.callers()) {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        all.add(
            callers.submit(() -> {
              int turns = 0;
              while (!over.get()) {
                Seat seat = Objects.requireNonNull(seats.borrow(within(Duration.ofSeconds(30))));
                twice.addAndGet(sitting.getAndIncrement());
                turns++;
                sitting.decrementAndGet();
                seats.giveBack(seat);
                if (turns == 1) {
                  served.countDown();
                }
              }
              return turns;
            }));
      }
      // From here on all of them are in the stream.
      served.await();
      for (int turn = 0; turn < 50; turn++) {
        Seat seat = seats.borrow(within(Duration.ofSeconds(5)));
        seats.giveBack(Objects.requireNonNull(seat, "it was its turn"));
      }
      over.set(true);
      for (Future<Integer> caller : all) {
        assertThat(caller.get()).isPositive();
      }
    }
    assertThat(twice).hasValue(0);
  }
}
