package io.craton.vault.node.files;

import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/// The data directory of a node that does not run, whosever it is, held under the lock of a node
/// that does.
public final class StoppedDirectory implements AutoCloseable {
  private static final String KEY = "--data-directory";

  private final Path path;
  private final Identity owner;
  private final FileChannel lock;

  private StoppedDirectory(Path path, Identity owner, FileChannel lock) {
    this.path = path;
    this.owner = owner;
    this.lock = lock;
  }

  /// Takes the directory; claims nothing.
  ///
  /// @throws StartFailure with `DATA_LOCKED` when the node runs, `DATA_CORRUPT` or `DATA_UNUSABLE`
  ///   when it is no data directory of a node
  public static StoppedDirectory open(Path path) throws StartFailure {
    try {
      if (!Files.isDirectory(path)) {
        throw new StartFailure(ExitCode.DATA_UNUSABLE, KEY + ": there is no directory " + path);
      }
      Ownership.requirePrivate(KEY, path);
      FileChannel lock = DataDirectory.lock(path);
      try {
        return new StoppedDirectory(path, Identity.read(path), lock);
      } catch (StartFailure | IOException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new StartFailure(
          ExitCode.DATA_UNUSABLE,
          KEY + ": " + path + " cannot be read (" + e.getClass().getSimpleName() + ")",
          e);
    }
  }

  /// Where the log and the state are.
  public Path consensus() {
    return path.resolve(DataDirectory.CONSENSUS);
  }

  /// The `cluster.id` of its node.
  public String clusterId() {
    return owner.clusterId();
  }

  /// The `node.name` of its node.
  public String nodeName() {
    return owner.nodeName();
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
