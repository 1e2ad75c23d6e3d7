package io.craton.vault.consensus.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.consensus.Proposals;
import io.craton.vault.consensus.Samples;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.VersionState;
import io.craton.vault.core.state.StateWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Looks for ciphertext in the files as they are on the disk. It is random, so that compression
/// leaves it as it is; each test that does not find one finds another by the same search.
class RemainsTest {
  private static final int CIPHERTEXT_BYTES = 256;
  private static final int PIECE = 16;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir Path directory;

  private final long seed = new Random().nextLong();
  private final Samples samples = new Samples(seed);
  private final RocksMemory memory = new RocksMemory();
  private final ItemVersion kept = sealed();
  private final ItemVersion lost = sealed();
  private RocksStore store;
  private long index;

  /// Leaves all in the last level, so that no merge begins by itself when one more table comes.
  @BeforeEach
  void fill() throws IOException {
    store = open();
    for (int table = 0; table < 5; table++) {
      apply(writer -> {
        for (int i = 0; i < 200; i++) {
          writer.putVersion(sealed());
        }
      });
      if (table == 2) {
        apply(writer -> {
          writer.putVersion(kept);
          writer.putVersion(lost);
        });
      }
      store.flush();
    }
    store.close();
    Files.delete(directory.resolve("state/CLEAN"));
    store = open();
    assertThat(store.isUnclean()).as("nothing is known").isTrue();
    assertThat(store.clean(PATIENCE)).isTrue();
    assertThat(store.isUnclean()).isFalse();
  }

  @AfterEach
  void close() {
    store.close();
    assertThat(memory.openHandles()).as("only the shared handles are left").isEqualTo(2);
    memory.close();
  }

  private RocksStore open() {
    return RocksStore.open(directory.resolve("state"), memory);
  }

  @Test
  void whatIsDestroyedIsInNoFileAfterACheckpoint() {
    destroy(lost);
    store.linkTo(directory.resolve("control"));
    assertThat(holds(directory.resolve("control"), lost)).as("without a cleaning").isTrue();
    assertThat(holds(live(), lost)).as("before the cleaning").isTrue();
    checkpointWithoutTheLost();
    assertThat(store.isUnclean()).isFalse();
  }

  @Test
  void whatIsDestroyedBeforeItIsFlushedIsInNoFile() {
    ItemVersion brief = sealed();
    apply(writer -> writer.putVersion(brief));
    destroy(brief);
    destroy(lost);
    checkpointWithoutTheLost();
    assertThat(holds(live(), brief)).isFalse();
  }

  @Test
  void whatIsDeletedIsInNoFileAfterACheckpoint() {
    apply(writer -> {
      writer.deleteVersion(lost.id());
      writer.deleteItem(lost.id().item());
    });
    checkpointWithoutTheLost();
  }

  @Test
  void materialThatAnotherReplacesIsInNoFileAfterACheckpoint() {
    ItemVersion other = sealed();
    apply(writer -> writer.putVersion(lost.withState(other.state())));
    checkpointWithoutTheLost();
    assertThat(holds(live(), other)).isTrue();
  }

  @Test
  void aVersionThatKeepsItsMaterialLeavesNothing() {
    Material material = lost.state().heldMaterial().orElseThrow();
    apply(writer -> {
      writer.putVersion(lost.withState(new VersionState.Suspended(material)));
      writer.putVersion(destroyed(sealed()));
      writer.deleteVersion(sealed().id());
    });
    assertThat(store.isUnclean()).isFalse();
  }

  @Test
  void aRestartKeepsInMindThatThereIsSomethingToClean() {
    destroy(lost);
    store.flush();
    store.close();
    store = open();
    assertThat(store.isUnclean()).isTrue();
    assertThat(holds(live(), lost)).isTrue();
    checkpointWithoutTheLost();
    store.close();
    store = open();
    assertThat(store.isUnclean()).as("after a restart of the clean one").isFalse();
  }

  /// A crash can come between the note and the write, or leave files of a cleaning half done.
  @Test
  void aCrashLosesTheWriteAtMostAndNeverTheNote() throws IOException {
    destroy(lost);
    Path killed = directory.resolve("killed");
    copy(directory.resolve("state"), killed);
    copy(live(), killed.resolve("db"));
    store.close();
    store = RocksStore.open(killed, memory);
    boolean held = store.read(view -> view.version(lost.id()).orElseThrow().equals(lost));
    assertThat(held).as("the write was not flushed").isTrue();
    assertThat(store.isUnclean()).isTrue();
    assertThat(store.clean(PATIENCE)).isTrue();
    destroy(lost);
    assertThat(store.clean(PATIENCE)).isTrue();
    assertThat(holds(killed.resolve("db"), lost)).isFalse();
    assertThat(holds(killed.resolve("db"), kept)).isTrue();
  }

  @Test
  void moreVersionsThanAreRememberedAreCleanedAsWell() {
    List<ItemVersion> many = new ArrayList<>();
    for (int i = 0; i <= Remains.KEYS; i++) {
      many.add(sealed());
    }
    apply(writer -> many.forEach(writer::putVersion));
    store.flush();
    many.forEach(this::destroy);
    destroy(lost);
    assertThat(holds(live(), many.getLast())).isTrue();
    checkpointWithoutTheLost();
    for (int i = 0; i < many.size(); i += many.size() / 7) {
      assertThat(holds(live(), many.get(i))).as("version %d", i).isFalse();
    }
  }

  @Test
  void whatAReadStillSeesIsCleanedByTheNextCheckpoint() {
    boolean cleaned =
        store.read(view -> {
          // What is read from the files holds them from then on.
          assertThat(view.clock()).isNotNull();
          destroy(lost);
          assertThat(view.version(lost.id()).orElseThrow().equals(lost)).isTrue();
          return store.clean(Duration.ZERO);
        });
    assertThat(cleaned).isFalse();
    assertThat(store.isUnclean()).isTrue();
    assertThat(holds(live(), lost)).isTrue();
    checkpointWithoutTheLost();
    assertThat(store.isUnclean()).isFalse();
  }

  /// Such a read sees nothing of what was destroyed before it.
  @Test
  void aReadThatBeganLaterHindersNothing() {
    destroy(lost);
    boolean cleaned = store.read(view -> store.clean(Duration.ZERO));
    assertThat(cleaned).isTrue();
    assertThat(holds(live(), lost)).isFalse();
    assertThat(holds(live(), kept)).isTrue();
  }

  @Test
  void theStateOfAnotherNodeCountsAsUnclean() {
    Path received = directory.resolve("received");
    destroy(lost);
    store.linkTo(received);
    assertThat(store.clean(PATIENCE)).isTrue();
    StateDigest digest = store.digest();
    store.replaceWith(received);
    assertThat(store.isUnclean()).isTrue();
    assertThat(holds(live(), lost)).isTrue();
    checkpointWithoutTheLost();
    assertThat(store.digest()).as("nodes that clean and nodes that do not").isEqualTo(digest);
  }

  /// Who fails may have written before: an error can come after the write.
  @Test
  void aWriteThatFailsIsRemembered() throws IOException {
    Path clean = Files.createFile(directory.resolve("CLEAN"));
    Remains remains = new Remains(clean);
    byte[] taken = {1, 2, 3};
    try {
      remains.leftBy(
          List.of(taken),
          () -> {
            throw new IllegalStateException("after the write");
          });
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("after the write");
    }
    assertThat(clean).doesNotExist();
    Remains.Work work = remains.begin();
    assertThat(work.keys()).containsExactly(taken);
    remains.finish(work, false);
    assertThat(remains.any()).isTrue();
  }

  private void checkpointWithoutTheLost() {
    Path checkpoint = directory.resolve("checkpoint");
    store.checkpoint(checkpoint);
    for (Path files : List.of(checkpoint, live())) {
      assertThat(holds(files, lost)).as("seed %d: lost in %s", seed, files).isFalse();
      assertThat(holds(files, kept)).as("seed %d: kept in %s", seed, files).isTrue();
    }
  }

  private Path live() {
    return directory.resolve("state/db");
  }

  private void destroy(ItemVersion version) {
    apply(writer -> writer.putVersion(destroyed(version)));
  }

  private static ItemVersion destroyed(ItemVersion version) {
    return version.withState(new VersionState.Destroyed(Proposals.NOW));
  }

  private void apply(Consumer<StateWriter> change) {
    index++;
    store.apply(
        new Applied(1, index),
        (view, writer) -> {
          change.accept(writer);
          return index;
        });
  }

  private ItemVersion sealed() {
    ItemId item = samples.itemId();
    Bytes ciphertext = samples.bytes(CIPHERTEXT_BYTES);
    return ItemVersion.created(
        new VersionId(item, VersionNumber.FIRST),
        Proposals.NOW,
        new Material.Sealed(new KekVersion(1), ciphertext, Optional.empty()));
  }

  /// Whether any file has a piece of the version's ciphertext.
  private static boolean holds(Path files, ItemVersion version) {
    Material.Sealed sealed = (Material.Sealed) version.state().heldMaterial().orElseThrow();
    String ciphertext = text(sealed.ciphertext().toArray());
    try {
      for (Path file : Durable.list(files)) {
        String content = content(file);
        for (int at = 0; at + PIECE <= ciphertext.length(); at += PIECE) {
          if (content.contains(ciphertext.substring(at, at + PIECE))) {
            return true;
          }
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Nothing of a file that RocksDB has deleted since it was listed.
  private static String content(Path file) throws IOException {
    try {
      return text(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (Path file : Durable.list(from)) {
      if (Files.isRegularFile(file) && !file.getFileName().toString().equals("LOCK")) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
