package io.craton.vault.consensus.rocks;

import static io.craton.vault.consensus.rocks.Logged.apply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.consensus.Proposals;
import io.craton.vault.core.token.TokenHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of a state, and of a copy of it, whose files are damaged.
class DamageTest {
  @TempDir private Path directory;

  private final Proposals proposals = new Proposals(new Random().nextLong());
  private final RocksMemory memory = new RocksMemory();
  private final List<RocksStore> opened = new ArrayList<>();

  @AfterEach
  void closeAll() {
    opened.forEach(RocksStore::close);
    assertThat(memory.openHandles()).as("only the shared handles are left").isEqualTo(2);
    memory.close();
  }

  private RocksStore open(String name) {
    RocksStore store = RocksStore.open(directory.resolve(name), memory);
    opened.add(store);
    return store;
  }

  @Test
  void damagedFilesAreACleanError() throws Exception {
    RocksStore store = open("state");
    apply(store, 1, proposals.grant(proposals.token()));
    store.flush();
    store.close();
    Files.writeString(directory.resolve("state/db/CURRENT"), "nonsense");
    assertThatThrownBy(() -> RocksStore.open(directory.resolve("state"), memory))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("cannot open the state in");
  }

  @Test
  void damageThatAReadMeetsIsTold() throws Exception {
    RocksStore store = open("state");
    TokenHash token = proposals.token();
    apply(store, 1, proposals.grant(token));
    store.flush();
    store.close();
    Path live = new StoreDirectory(directory.resolve("state")).live();
    List<Path> tables;
    try (Database database = Database.open(live, memory)) {
      tables =
          database.tables(ColumnFamily.TOKEN).stream()
              .map(table -> live.resolve(table.file().getFileName()))
              .toList();
    }
    assertThat(tables).isNotEmpty();
    for (Path table : tables) {
      byte[] bytes = Files.readAllBytes(table);
      bytes[10] ^= 1;
      Files.write(table, bytes);
    }
    List<StoreException> told = new ArrayList<>();
    try (RocksStore damaged = open("state")) {
      damaged.onDamage(told::add);
      assertThatThrownBy(damaged::digest)
          .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isDamage()).isTrue());
      assertThat(told).hasSize(1);
      assertThatThrownBy(() -> damaged.read(view -> view.token(token)))
          .isInstanceOf(StoreException.class);
      assertThat(told).hasSize(2);
    }
  }

  /// A flip that is not found changes nothing that anybody reads.
  @Test
  void inspectionFindsEveryBitThatMatters() throws Exception {
    Path checkpoint = directory.resolve("checkpoint");
    Applied at;
    StateDigest whole;
    try (RocksStore store = open("state")) {
      for (int index = 1; index <= 60; index++) {
        apply(store, index, proposals.grant(proposals.token()));
        if (index % 20 == 0) {
          store.flush();
        }
      }
      at = store.checkpoint(checkpoint);
      whole = store.digest();
      RocksStore.inspect(checkpoint, at, directory.resolve("scratch"));
      long seed = System.nanoTime();
      Random random = new Random(seed);
      int found = 0;
      List<Path> files = new ArrayList<>(Durable.list(checkpoint));
      assertThat(files.removeIf(file -> file.toFile().length() == 0)).as("log").isTrue();
      for (int flip = 0; flip < 200; flip++) {
        Path file = files.get(random.nextInt(files.size()));
        byte[] bytes = Files.readAllBytes(file);
        int bit = random.nextInt(8 * bytes.length);
        flip(file, bit);
        if (isDamaged(checkpoint, at)) {
          found++;
        } else {
          assertThat(digestOfCopy(checkpoint))
              .as("seed %d, bit %d of %s", seed, bit, file)
              .isEqualTo(whole);
        }
        flip(file, bit);
      }
      assertThat(found).isGreaterThan(100);
      RocksStore.inspect(checkpoint, at, directory.resolve("scratch"));
      assertThat(directory.resolve("scratch")).doesNotExist();
      assertThat(Durable.list(checkpoint)).hasSize(files.size() + 1);
    }
  }

  /// The tables are those of the open store, which has just read every block of them.
  @Test
  void inspectionFindsDamageOfWhatIsCached() throws Exception {
    Path checkpoint = directory.resolve("checkpoint");
    try (RocksStore store = open("state")) {
      apply(store, 1, proposals.grant(proposals.token()));
      Applied at = store.checkpoint(checkpoint);
      StateDigest before = store.digest();
      for (Path table : Durable.list(checkpoint)) {
        if (table.toString().endsWith(".sst")) {
          flip(table, 80);
        }
      }
      assertThat(store.digest()).isEqualTo(before);
      assertThatThrownBy(() -> RocksStore.inspect(checkpoint, at, directory.resolve("scratch")))
          .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isDamage()).isTrue());
    }
  }

  /// RocksDB takes the end of a manifest that is damaged for one that was not written.
  @Test
  void checkpointThatHasLostItsEndIsNotInstalled() throws Exception {
    Path checkpoint = directory.resolve("checkpoint");
    try (RocksStore store = open("state");
        RocksStore receiver = open("receiver")) {
      apply(store, 1, proposals.grant(proposals.token()));
      Applied at = store.checkpoint(checkpoint);
      Path manifest =
          Durable.list(checkpoint).stream()
              .filter(file -> file.getFileName().toString().startsWith("MANIFEST"))
              .findFirst()
              .orElseThrow();
      byte[] bytes = Files.readAllBytes(manifest);
      Files.write(manifest, Arrays.copyOf(bytes, bytes.length - 10));
      for (ThrowingCallable use :
          List.<ThrowingCallable>of(
              () -> RocksStore.inspect(checkpoint, at, directory.resolve("scratch")),
              () -> receiver.replaceWith(checkpoint, at))) {
        assertThatThrownBy(use)
            .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isDamage()).isTrue())
            .hasMessageContaining("expected " + at);
      }
    }
  }

  @Test
  void checkpointThatLacksATableIsDamaged() throws Exception {
    Path checkpoint = directory.resolve("checkpoint");
    try (RocksStore store = open("state")) {
      apply(store, 1, proposals.grant(proposals.token()));
      Applied at = store.checkpoint(checkpoint);
      for (Path file : Durable.list(checkpoint)) {
        if (file.toString().endsWith(".sst")) {
          Files.delete(file);
          break;
        }
      }
      assertThatThrownBy(() -> RocksStore.inspect(checkpoint, at, directory.resolve("scratch")))
          .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isDamage()).isTrue());
    }
  }

  @Test
  void whatIsNotThereIsNotCalledDamaged() {
    assertThatThrownBy(() ->
            RocksStore.inspect(
                directory.resolve("nowhere"), Applied.NOTHING, directory.resolve("scratch")))
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isDamage()).isFalse());
    assertThat(directory.resolve("nowhere")).doesNotExist();
  }

  private boolean isDamaged(Path checkpoint, Applied at) {
    try {
      RocksStore.inspect(checkpoint, at, directory.resolve("scratch"));
      return false;
    } catch (StoreException e) {
      assertThat(e.isDamage()).as("%s", e.getCause()).isTrue();
      return true;
    }
  }

  private StateDigest digestOfCopy(Path checkpoint) throws IOException {
    Path root = directory.resolve("copy");
    Durable.deleteTree(root);
    try (RocksMemory own = new RocksMemory();
        RocksStore copy = RocksStore.open(root, own)) {
      copy.replaceWith(checkpoint);
      return copy.digest();
    }
  }

  /// In its place: links to the file go on to show the same.
  private static void flip(Path file, int bit) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, bit / 8);
      one.put(0, (byte) (one.get(0) ^ (1 << bit % 8)));
      channel.write(one.flip(), bit / 8);
    }
  }
}
