package io.craton.vault.node.simulation;

import io.craton.vault.consensus.rocks.Applied;
import io.craton.vault.consensus.rocks.Durable;
import io.craton.vault.consensus.rocks.RocksMemory;
import io.craton.vault.consensus.rocks.RocksStore;
import io.craton.vault.core.state.StateView;
import io.craton.vault.core.state.StateWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiFunction;
import java.util.function.Function;

/// A state in the real store, on a real disk. What a crash leaves are the files as they are at that
/// moment: what the database had in memory only is lost.
final class DiskStore implements ReplicaStore {
  private final Path home;
  private final RocksMemory memory;
  private Path root;
  private RocksStore store;
  private int number;

  /// @param home an empty directory
  /// @param memory outlives it
  DiskStore(Path home, RocksMemory memory) {
    this.home = home;
    this.memory = memory;
    this.root = next("state");
    this.store = RocksStore.open(root, memory);
  }

  private record DiskImage(long index, Path files) implements Image {}

  private Path next(String name) {
    number++;
    return home.resolve(name + number);
  }

  @Override
  public long applied() {
    return Math.max(0, store.applied().index());
  }

  @Override
  public <T> T read(Function<StateView, T> query) {
    return store.read(query);
  }

  @Override
  public <T> T apply(long index, BiFunction<StateView, StateWriter, T> change) {
    return store.apply(new Applied(1, index), change);
  }

  @Override
  public Image checkpoint() {
    Path files = next("checkpoint");
    return new DiskImage(store.checkpoint(files).index(), files);
  }

  @Override
  public void flush() {
    store.flush();
  }

  @Override
  public void install(Image image) {
    store.replaceWith(((DiskImage) image).files);
  }

  @Override
  public boolean crash() {
    long before = applied();
    Path left = next("state");
    try {
      copy(root, left);
      store.close();
      Durable.deleteTree(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    root = left;
    store = RocksStore.open(root, memory);
    return applied() < before;
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (Path file : Durable.list(from)) {
      Path target = to.resolve(file.getFileName());
      if (Files.isDirectory(file)) {
        copy(file, target);
      } else if (!file.getFileName().toString().equals("LOCK")) {
        Files.copy(file, target);
      }
    }
  }

  @Override
  public Object digest() {
    return store.digest().toString();
  }

  @Override
  public void close() {
    store.close();
  }
}
