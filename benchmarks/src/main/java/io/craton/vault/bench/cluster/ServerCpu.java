package io.craton.vault.bench.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/// The CPU time of another process on this machine, of all its threads, as the kernel counts it in
/// `/proc`: in steps of 10 ms, so loads of some seconds are good for one per cent.
final class ServerCpu implements LongSupplier {
  /// `USER_HZ` is 100 on every Linux.
  private static final long TICK_NANOS = 10_000_000;

  /// Places after the name of the program, which stands in parentheses and may hold spaces.
  private static final int USER = 11;

  private static final int SYSTEM = 12;

  private final Path file;

  /// @throws IOException when there is no such process
  ServerCpu(long pid) throws IOException {
    this.file = Path.of("/proc", Long.toString(pid), "stat");
    if (!Files.isReadable(file)) {
      throw new IOException("no process " + pid);
    }
  }

  /// @throws IllegalStateException when the process has ended
  @Override
  public long getAsLong() {
    String stat;
    try {
      stat = Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException("the process of " + file + " has ended", e);
    }
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return TICK_NANOS * (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]));
  }
}
