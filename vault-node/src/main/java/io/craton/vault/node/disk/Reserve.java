package io.craton.vault.node.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A file that takes up room, to be given back when there is none: then the node can still write
/// what it takes to stop in order. Random, so that no file system makes less of it.
public final class Reserve {
  private static final Logger LOG = LoggerFactory.getLogger(Reserve.class);
  private static final String FILE = "reserve";
  private static final int CHUNK = 1 << 20;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path file;
  private final Path draft;
  private final long bytes;

  Reserve(Path directory, long bytes) {
    this.file = directory.resolve(FILE);
    this.draft = directory.resolve(FILE + ".new");
    this.bytes = bytes;
  }

  /// Takes the room, unless it is taken already.
  ///
  /// @return false when there is not enough: whatever the disk says is free, this node cannot write
  boolean take() {
    try {
      if (Files.exists(file) && Files.size(file) == bytes) {
        return true;
      }
      write();
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return true;
    } catch (IOException e) {
      LOG.info("the reserve {} cannot be written: {}", file, e.getMessage());
      delete(draft);
      return false;
    }
  }

  private void write() throws IOException {
    SplittableRandom random = new SplittableRandom();
    byte[] chunk = new byte[CHUNK];
    Files.deleteIfExists(draft);
    try (FileChannel channel =
        FileChannel.open(
            draft,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
      for (long left = bytes; left > 0; ) {
        random.nextBytes(chunk);
        ByteBuffer some = ByteBuffer.wrap(chunk, 0, (int) Math.min(left, CHUNK));
        while (some.hasRemaining()) {
          left -= channel.write(some);
        }
      }
      channel.force(false);
    }
  }

  /// Gives the room back.
  void release() {
    delete(file);
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("{} cannot be deleted", file, e);
    }
  }
}
