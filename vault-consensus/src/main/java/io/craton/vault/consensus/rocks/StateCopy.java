package io.craton.vault.consensus.rocks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A copy of a state in files of its own, for a backup. Holds no material that the state had given
/// up. Its tables are links to those of the state: what that replaces meanwhile takes room on the
/// disk until this is closed. Not thread-safe.
public final class StateCopy implements AutoCloseable {
  private static final String DIRECTORY = "backup";
  private static final String REPLAY = "replay";

  /// What belongs to a database that is open, and is none of its content.
  private static final Set<String> NO_CONTENT = Set.of("LOCK", "LOG");

  private final Path work;
  private final Path files;

  private StateCopy(Path work) {
    this.work = work;
    this.files = work.resolve("files");
  }

  /// Removes what a process that ended during a backup left in `home`, where copies are made.
  public static void clear(Path home) throws IOException {
    Durable.deleteTree(home.resolve(DIRECTORY));
    Durable.deleteTree(replay(home));
  }

  /// Where a state may be brought up to date before it is copied; [#clear] removes it.
  public static Path replay(Path home) {
    return home.resolve(REPLAY);
  }

  /// The same as the store's state at one position of the log. The entries of the log wait
  /// meanwhile, about as long as for a snapshot.
  ///
  /// @param home on the file system of the store; one copy at a time is made in it
  /// @return empty when somebody goes on reading what the state has given up: try again
  /// @throws IOException when the disk is full, or cannot be written
  public static Optional<StateCopy> of(RocksStore store, Path home) throws IOException {
    Durable.deleteTree(home.resolve(DIRECTORY));
    StateCopy copy = new StateCopy(home.resolve(DIRECTORY));
    Files.createDirectories(copy.work);
    boolean done = false;
    try {
      done = store.cut(copy.files).isPresent();
      return done ? Optional.of(copy) : Optional.empty();
    } catch (StoreException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      if (!done) {
        copy.close();
      }
    }
  }

  /// The files, in order of name.
  public List<Path> files() throws IOException {
    return Durable.list(files).stream()
        .filter(file -> !NO_CONTENT.contains(file.getFileName().toString()))
        .toList();
  }

  /// Opens the copy as a node would, and reads all of it.
  ///
  /// @throws IOException when it cannot be opened
  public StateContent content() throws IOException {
    Path scratch = work.resolve("state");
    // Memory of its own: this may go on while the node is stopped.
    try (RocksMemory memory = new RocksMemory();
        RocksStore opened = RocksStore.open(scratch, memory)) {
      opened.replaceWith(files);
      return StateContent.of(opened);
    } catch (StoreException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      Durable.deleteTree(scratch);
    }
  }

  /// Removes the files.
  @Override
  public void close() throws IOException {
    Durable.deleteTree(work);
  }
}
