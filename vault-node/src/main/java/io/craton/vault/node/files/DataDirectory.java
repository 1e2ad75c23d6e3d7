package io.craton.vault.node.files;

import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The data directory of this node, held under a lock: two processes on one Raft log would destroy
/// it. Owner-only. Belongs to one node of one cluster for good, which a file in it says.
public final class DataDirectory implements AutoCloseable {
  private static final String KEY = "node.data-dir";
  private static final String LOCK = "lock";
  static final String CONSENSUS = "consensus";

  /// Below that one, where the consensus keeps them.
  private static final String LOG = "raft";

  private static final String STATE = "state";

  private final Path path;
  private final Identity identity;
  private final FileChannel channel;

  private DataDirectory(Path path, Identity identity, FileChannel channel) {
    this.path = path;
    this.identity = identity;
    this.channel = channel;
  }

  /// Takes the directory for that node for good, and makes it where it is missing.
  ///
  /// @throws StartFailure with `DATA_UNUSABLE`, `INSECURE_PERMISSIONS`, `DATA_LOCKED`,
  ///   `WRONG_CLUSTER` or `DATA_CORRUPT`
  public static DataDirectory open(Path path, String clusterId, String nodeName)
      throws StartFailure {
    DataDirectory directory = openUnclaimed(path, clusterId, nodeName);
    try {
      directory.claim();
      return directory;
    } catch (StartFailure e) {
      try {
        directory.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  /// As [#open], but the directory does not belong to that node before [#claim()]; it belongs to no
  /// other.
  public static DataDirectory openUnclaimed(Path path, String clusterId, String nodeName)
      throws StartFailure {
    try {
      create(path);
      Ownership.requirePrivate(KEY, path);
      Identity identity = new Identity(clusterId, nodeName);
      DataDirectory directory = new DataDirectory(path, identity, lock(path));
      try {
        Identity.require(path, identity);
        return directory;
      } catch (StartFailure | IOException e) {
        directory.close();
        throw e;
      }
    } catch (IOException e) {
      throw unusable(path, e);
    }
  }

  /// Makes the directory that node's for good.
  public void claim() throws StartFailure {
    try {
      Identity.claim(path, identity);
    } catch (IOException e) {
      throw unusable(path, e);
    }
  }

  private static StartFailure unusable(Path path, IOException cause) {
    return new StartFailure(
        ExitCode.DATA_UNUSABLE,
        KEY
            + ": "
            + path
            + " cannot be used ("
            + cause.getClass().getSimpleName()
            + "); make this user its owner and check the disk",
        cause);
  }

  /// Where it is.
  public Path path() {
    return path;
  }

  /// Where the log and the state are, apart from the lock, so that emptying it leaves the lock.
  public Path consensus() {
    return path.resolve(CONSENSUS);
  }

  /// Whether a node has come so far in this directory that it had the HSM open: there is a log or a
  /// state. Both are made after the HSM was opened, by a start or a restore. Other things are not:
  /// a disk of its own has a `lost+found`.
  ///
  /// @throws StartFailure with `DATA_UNUSABLE`
  public boolean startedBefore() throws StartFailure {
    try {
      if (!Files.isDirectory(consensus())) {
        return false;
      }
      try (Stream<Path> files = Files.list(consensus())) {
        return files.anyMatch(file -> file.endsWith(LOG) || file.endsWith(STATE));
      }
    } catch (IOException e) {
      throw unusable(path, e);
    }
  }

  private static void create(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      Files.createDirectories(path, PosixFilePermissions.asFileAttribute(Ownership.DIRECTORY));
    }
  }

  static FileChannel lock(Path path) throws IOException, StartFailure {
    FileChannel channel =
        FileChannel.open(
            path.resolve(LOCK),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(Ownership.FILE));
    if (tryLock(channel) == null) {
      channel.close();
      throw new StartFailure(
          ExitCode.DATA_LOCKED,
          KEY + ": another process uses " + path + "; stop it, or give this node its own");
    }
    return channel;
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /// Lets go of the directory.
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
