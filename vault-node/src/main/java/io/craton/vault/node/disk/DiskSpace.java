package io.craton.vault.node.disk;

import io.craton.vault.node.configuration.Configuration;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How much room there is, and what that means. Thread-safe; costs a call of the system.
///
/// | | free |
/// |---|---|
/// | `FULL` | less than `disk.stop` |
/// | `LOW` | less than `disk.low`; once it was, until an eighth more than that |
/// | `ROOM` | more |
public final class DiskSpace {
  private static final Logger LOG = LoggerFactory.getLogger(DiskSpace.class);
  private static final int MARGIN = 8;
  private static final int MEGABYTE = 20;

  private final Volume volume;
  private final Configuration.Disk bounds;

  DiskSpace(Volume volume, Configuration.Disk bounds) {
    this.volume = volume;
    this.bounds = bounds;
  }

  /// Of the disk that a directory is on, or will be on once it is made.
  public static DiskSpace of(Path directory, Configuration.Disk bounds) {
    return new DiskSpace(
        () -> {
          FileStore store = Files.getFileStore(existing(directory));
          return new Sizes(store.getUsableSpace(), store.getTotalSpace());
        },
        bounds);
  }

  private static Path existing(Path directory) {
    Path at = directory.toAbsolutePath();
    while (!Files.exists(at) && at.getParent() != null) {
      at = at.getParent();
    }
    return at;
  }

  /// Where the room is.
  interface Volume {
    Sizes sizes() throws IOException;
  }

  /// In bytes.
  ///
  /// @param free what this process may still write
  /// @param total how large the file system is
  public record Sizes(long free, long total) {}

  /// What the room suffices for.
  public enum Level {
    /// Everything.
    ROOM,
    /// Taking part, but no writes of this node's clients.
    LOW,
    /// Leaving in order.
    FULL
  }

  /// How things are; empty when that is not known.
  public Optional<Sizes> sizes() {
    try {
      return Optional.of(volume.sizes());
    } catch (IOException e) {
      LOG.warn("the room on the disk of the data directory is not known", e);
      return Optional.empty();
    }
  }

  /// Bytes that are free; very many when that is not known: then a write that fails tells.
  public long free() {
    return sizes().map(Sizes::free).orElse(Long.MAX_VALUE);
  }

  /// What is so much room, after it was `before`.
  Level level(long free, Level before) {
    if (free < bounds.stop()) {
      return Level.FULL;
    }
    return free < (before == Level.ROOM ? bounds.low() : toRecover()) ? Level.LOW : Level.ROOM;
  }

  /// Whether there is no room even for taking part.
  public boolean isFull() {
    return free() < bounds.stop();
  }

  /// What has to be free again once it was low.
  long toRecover() {
    return bounds.low() + bounds.low() / MARGIN;
  }

  /// What has to be free before a node starts: half-way between leaving and taking writes, so that
  /// it does not have to leave at once, and can take part where writes would have to wait.
  long toStart() {
    return bounds.stop() + (bounds.low() - bounds.stop()) / 2;
  }

  /// How large the reserve is.
  long reserve() {
    return bounds.reserve();
  }

  /// For people.
  static String text(long free, long needed) {
    return "disk: " + (free >> MEGABYTE) + " MB free, needs " + (needed >> MEGABYTE) + " MB";
  }
}
