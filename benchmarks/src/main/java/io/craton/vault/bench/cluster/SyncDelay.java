package io.craton.vault.bench.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;

/// How long each `fsync` takes longer in the processes that have the library of `clock_and_disk.c`
/// and this file: `control.h` has its layout. A change counts at once.
final class SyncDelay {
  private static final int OFFSET = 8;
  private static final int SIZE = 40;

  private final Path file;

  /// @param file that the processes have mapped; made by whoever started them
  SyncDelay(Path file) {
    this.file = file;
  }

  /// What a process is started with so that its syncs are delayed.
  Map<String, String> environment(Path library) {
    return Map.of("LD_PRELOAD", library.toString(), "CRATON_CHAOS_CONTROL", file.toString());
  }

  /// From now on.
  ///
  /// @throws IOException when the file is not as long as what the processes have mapped
  void set(Duration delay) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    bytes.putLong(0, delay.toNanos());
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      if (channel.size() != SIZE) {
        throw new IOException("expected " + SIZE + " bytes in " + file);
      }
      channel.write(bytes, OFFSET);
    }
  }
}
