package io.craton.vault.consensus.rocks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// File operations that survive a power cut. Every method is safe to repeat after one.
public final class Durable {
  private Durable() {}

  /// Writes a whole file: afterwards it holds `content`, or what it held before.
  public static void write(Path file, byte[] content) throws IOException {
    Path parent = parent(file);
    Path temporary = parent.resolve(file.getFileName() + ".tmp");
    Files.write(temporary, content);
    sync(temporary);
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    sync(parent);
  }

  /// Renames within one file system, durably.
  public static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    sync(parent(to));
  }

  /// Brings all files of a directory, and the directory, to the disk.
  public static void syncTree(Path directory) throws IOException {
    for (Path path : list(directory)) {
      sync(path);
    }
    sync(directory);
  }

  /// Brings one file or directory to the disk.
  public static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /// Brings to the disk that a file was made, renamed or removed.
  static void syncParent(Path file) throws IOException {
    sync(parent(file));
  }

  /// The entries of a directory in order of name; none if it does not exist.
  public static List<Path> list(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().toList();
    }
  }

  /// Removes a directory with everything in it, if it exists.
  public static void deleteTree(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> entries = Files.walk(directory)) {
      for (Path path : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Path parent(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException("no parent directory: " + path);
    }
    return parent;
  }
}
