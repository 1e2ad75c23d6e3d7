package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.ConsensusFigures;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// Adds up what the files of a node take. Files come and go meanwhile, so the sums are near enough.
final class DiskUse {
  private static final String LOG_PREFIX = "log_";
  private static final String SNAPSHOTS = "sm";

  private final Path directory;

  /// @param directory of consensus
  DiskUse(Path directory) {
    this.directory = directory;
  }

  /// In time proportional to the number of files, some hundreds at most.
  ConsensusFigures.Disk read() {
    Adder raft = new Adder();
    Adder state = new Adder();
    try {
      walk(directory.resolve("raft"), raft);
      walk(directory.resolve("state"), state);
    } catch (IOException e) {
      // What was counted until then.
      return new ConsensusFigures.Disk(raft.log, state.rest, raft.snapshots);
    }
    return new ConsensusFigures.Disk(raft.log, state.rest, raft.snapshots);
  }

  private static void walk(Path root, FileVisitor<Path> visitor) throws IOException {
    if (Files.isDirectory(root)) {
      var _ = Files.walkFileTree(root, visitor);
    }
  }

  private static final class Adder extends SimpleFileVisitor<Path> {
    private long log;
    private long snapshots;
    private long rest;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (file.getFileName().toString().startsWith(LOG_PREFIX)) {
        log += attributes.size();
      } else if (isInSnapshot(file)) {
        snapshots += attributes.size();
      } else {
        rest += attributes.size();
      }
      return FileVisitResult.CONTINUE;
    }

    private static boolean isInSnapshot(Path file) {
      Path snapshot = file.getParent();
      Path parent = snapshot == null ? null : snapshot.getParent();
      return parent != null && parent.endsWith(SNAPSHOTS);
    }

    /// Files that are gone by now are none any more.
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }
}
