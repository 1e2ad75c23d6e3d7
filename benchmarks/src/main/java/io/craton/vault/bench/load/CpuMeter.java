package io.craton.vault.bench.load;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/// What the generator itself takes of the CPU for a request: by its threads, and by its whole
/// process, which has the compiler and the collector in it.
final class CpuMeter {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final double NANOS_PER_MICRO = 1_000;
  private static final long NONE = -1;

  private long other = NONE;
  private boolean started;
  private boolean stopped;
  private long requests;
  private long threadNanos;
  private long processNanos;

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
    }
  }

  /// Once; later calls do nothing.
  void stop(long soFar) {
    if (started && !stopped) {
      stopped = true;
      requests += soFar;
      threadNanos += threads();
      processNanos += PROCESS.getProcessCpuTime();
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

  private double micros(long nanos) {
    return stopped ? nanos / NANOS_PER_MICRO / Math.max(1, requests) : 0;
  }
}
