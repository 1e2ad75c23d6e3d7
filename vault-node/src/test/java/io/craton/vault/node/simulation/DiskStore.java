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
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

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

  /// Copies until nothing changes meanwhile: the database works in the background, and what a crash
  /// leaves is of one moment.
  private static void copy(Path from, Path to) throws IOException {
    while (true) {
      try {
        Map<Path, Long> before = sizes(from);
        for (Path file : before.keySet()) {
          Path target = to.resolve(from.relativize(file).toString());
          Files.createDirectories(target.getParent());
          Files.copy(file, target);
        }
        if (sizes(from).equals(before)) {
          return;
        }
      } catch (NoSuchFileException gone) {
        // Again, from the beginning.
      } catch (UncheckedIOException e) {
        if (!(e.getCause() instanceof NoSuchFileException)) {
          throw e;
        }
      }
      Durable.deleteTree(to);
    }
  }

  /// All files but the lock and what RocksDB writes for people.
  private static Map<Path, Long> sizes(Path root) throws IOException {
    Map<Path, Long> sizes = new TreeMap<>();
    try (Stream<Path> found = Files.walk(root)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (!name.equals("LOCK") && !name.startsWith("LOG")) {
          sizes.put(file, Files.size(file));
        }
      }
    }
    return sizes;
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
