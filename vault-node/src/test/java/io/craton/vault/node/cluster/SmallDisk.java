package io.craton.vault.node.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A small file system of its own, in memory, in the place of a directory. Needs the right to
/// mount: root, or sudo without a password. Not thread-safe.
final class SmallDisk implements AutoCloseable {
  private static final int CHUNK = 1 << 20;

  private final Path directory;
  private final Path filler;
  private final Thread atEnd = new Thread(this::unmount);
  private boolean mounted;

  private SmallDisk(Path directory) {
    this.directory = directory;
    this.filler = directory.resolve("filler");
  }

  /// Mounts it.
  static SmallDisk mount(Path directory, int megabytes) throws IOException {
    Files.createDirectories(directory);
    String options = "size=%dm,mode=700,uid=%s".formatted(megabytes, user());
    sudo("mount", "-t", "tmpfs", "-o", options, "craton-it", directory.toString());
    SmallDisk disk = new SmallDisk(directory);
    disk.mounted = true;
    Runtime.getRuntime().addShutdownHook(disk.atEnd);
    return disk;
  }

  private static String user() {
    return Program.of("id", "-u").run().strip();
  }

  private static void sudo(String... words) {
    if (user().equals("0")) {
      Program.of(words).run();
      return;
    }
    String[] all = new String[words.length + 2];
    all[0] = "sudo";
    all[1] = "--non-interactive";
    System.arraycopy(words, 0, all, 2, words.length);
    Program.of(all).run();
  }

  long free() throws IOException {
    return Files.getFileStore(directory).getUsableSpace();
  }

  /// Writes until no more than so many bytes are free.
  void fillTo(long free) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            filler,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.APPEND)) {
      while (free() > free) {
        int some = (int) Math.min(CHUNK, free() - free);
        if (channel.write(ByteBuffer.allocate(some)) <= 0) {
          return;
        }
      }
    }
  }

  /// Writes until a write fails, again and again, for whoever else frees something.
  void fill() throws IOException {
    try {
      while (true) {
        fillTo(0);
        if (free() == 0) {
          return;
        }
      }
    } catch (IOException e) {
      if (free() > CHUNK) {
        throw e;
      }
    }
  }

  /// Frees what was written here.
  void empty() throws IOException {
    Files.deleteIfExists(filler);
  }

  /// Takes it away, whoever still uses it.
  private void unmount() {
    if (mounted) {
      mounted = false;
      sudo("umount", "--lazy", directory.toString());
    }
  }

  @Override
  public void close() {
    unmount();
    try {
      var _ = Runtime.getRuntime().removeShutdownHook(atEnd);
    } catch (IllegalStateException e) {
      // It runs already.
    }
  }
}
