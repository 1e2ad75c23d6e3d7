package io.craton.vault.bench.load;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.LongSupplier;

/// What the generator itself takes of the CPU for a request: by its threads, and by its whole
/// process, which has the compiler and the collector in it; and what a server takes meanwhile.
final class CpuMeter {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final double NANOS_PER_MICRO = 1_000;
  private static final long NONE = -1;

  private final LongSupplier server;
  private long other = NONE;
  private boolean started;
  private boolean stopped;
  private long requests;
  private long threadNanos;
  private long processNanos;
  private long serverNanos;

  /// Without a server.
  CpuMeter() {
    this(() -> 0);
  }

  /// @param server gives the CPU time of its process so far, in nanoseconds
  CpuMeter(LongSupplier server) {
    this.server = server;
  }

  /// Counts a thread besides the one that measures.
  void watch(long threadId) {
    other = threadId;
  }

  /// Once; later calls do nothing.
  ///
  /// @param soFar how many requests have ended
  void start(long soFar) {
    if (!started) {
      started = true;
      requests = -soFar;
      threadNanos = -threads();
      processNanos = -PROCESS.getProcessCpuTime();
      serverNanos = -server.getAsLong();
    }
  }

  /// Once; later calls do nothing.
  void stop(long soFar) {
    if (started && !stopped) {
      stopped = true;
      requests += soFar;
      threadNanos += threads();
      processNanos += PROCESS.getProcessCpuTime();
      serverNanos += server.getAsLong();
    }
  }

  /// A thread that has ended has no time any more: the metronome lives until the meter has stopped.
  private long threads() {
    long others = other == NONE ? 0 : Math.max(0, THREADS.getThreadCpuTime(other));
    return THREADS.getCurrentThreadCpuTime() + others;
  }

  double threadMicros() {
    return micros(threadNanos);
  }

  double processMicros() {
    return micros(processNanos);
  }

  double serverMicros() {
    return micros(serverNanos);
  }

  private double micros(long nanos) {
    return stopped ? nanos / NANOS_PER_MICRO / Math.max(1, requests) : 0;
  }
}
