package io.craton.vault.node.backup;

import io.craton.vault.consensus.rocks.Durable;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// A file that appears under its name when it is whole, or not at all; only its owner can read it.
/// Never takes the place of another file. What is written before is gone when the process ends in
/// any way but by SIGKILL or a power cut.
public final class NewFile implements AutoCloseable {
  private static final String OWNER_ONLY = "rw-------";

  private final Path target;
  private final Path partial;
  private final Thread removal;

  private NewFile(Path target, Path partial) {
    this.target = target;
    this.partial = partial;
    this.removal = Thread.ofPlatform().unstarted(() -> partial.toFile().delete());
  }

  /// Begins a file that is to be called `target`.
  ///
  /// @throws StartFailure when there is one of that name, or the directory cannot be written
  public static NewFile of(Path target) throws StartFailure {
    Path absolute = target.toAbsolutePath();
    Path parent = absolute.getParent();
    if (parent == null || absolute.getFileName() == null || Files.isDirectory(absolute)) {
      throw new StartFailure(ExitCode.USAGE, target + " is a directory; name a file");
    }
    if (Files.exists(absolute)) {
      throw exists(target);
    }
    try {
      Path partial =
          Files.createTempFile(
              parent,
              absolute.getFileName() + ".",
              ".partial",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
      NewFile file = new NewFile(absolute, partial);
      Runtime.getRuntime().addShutdownHook(file.removal);
      return file;
    } catch (IOException e) {
      throw new StartFailure(
          ExitCode.DATA_UNUSABLE,
          "no file can be written in " + parent + " (" + e.getClass().getSimpleName() + ")",
          e);
    }
  }

  private static StartFailure exists(Path target) {
    return new StartFailure(
        ExitCode.REFUSED, target + " exists and is not overwritten; name another file");
  }

  /// Where to write until it is whole.
  public Path partial() {
    return partial;
  }

  /// Brings the file to the disk, and gives it its name.
  ///
  /// @throws StartFailure when another file has got that name meanwhile
  public void commit() throws IOException, StartFailure {
    Durable.sync(partial);
    try {
      // Unlike a renaming, this does not replace what somebody else put there.
      Files.createLink(target, partial);
    } catch (FileAlreadyExistsException e) {
      throw exists(target);
    } catch (IOException | UnsupportedOperationException e) {
      // File systems without links.
      if (Files.exists(target)) {
        throw exists(target);
      }
      Files.move(partial, target);
    }
    Files.deleteIfExists(partial);
    Durable.sync(target.resolveSibling("."));
  }

  /// Removes what was written, unless it was committed.
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(partial);
    try {
      var _ = Runtime.getRuntime().removeShutdownHook(removal);
    } catch (IllegalStateException e) {
      // The process is ending, and does the same.
    }
  }
}
