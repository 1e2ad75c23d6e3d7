package io.craton.vault.consensus.ratis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether a snapshot would fit on the disk. A checkpoint links the files that are there, but what
/// is not written out yet comes on top, and a cleaning before it writes tables anew before it
/// removes the old ones. Not thread-safe.
final class DiskRoom {
  private static final Logger LOG = LoggerFactory.getLogger(DiskRoom.class);

  /// All write buffers, what describes a database, and the lists of a snapshot's files.
  private static final long ALWAYS = 48L << 20;

  private final Path directory;
  private boolean lacking;

  DiskRoom(Path directory) {
    this.directory = directory;
  }

  /// @param more what the cleaning takes
  boolean fits(long more) {
    long free = free();
    boolean lacks = free < ALWAYS + more;
    if (lacks != lacking) {
      LOG.info("snapshots {}: {} bytes free", lacks ? "do not fit" : "fit again", free);
    }
    lacking = lacks;
    return !lacks;
  }

  private long free() {
    try {
      return Files.getFileStore(directory).getUsableSpace();
    } catch (IOException e) {
      // Whoever writes then finds out.
      LOG.warn("the room on the disk of {} is not known", directory, e);
      return Long.MAX_VALUE;
    }
  }
}
