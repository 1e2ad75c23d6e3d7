package io.craton.vault.hsm;

import io.craton.vault.core.port.Waiting;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/// Whether a thread that calls the token waits for it, as for one behind a network, or computes, as
/// with one that is a library. Of one call in [#CALLS_EACH] the CPU time and the time are measured.
/// When of the last [#SAMPLES] none had the processor for half of its time, the token is away, and
/// who calls it says that it waits ([Waiting]). One is enough to show the contrary: on a busy
/// machine a thread that computes waits too, but not each time. Thread-safe.
final class TokenDistance {
  static final int CALLS_EACH = 64;
  static final int SAMPLES = 16;
  private static final double HERE = 0.5;

  private final LongSupplier nanoTime;
  private final LongSupplier cpuTime;
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger absent = new AtomicInteger();

  /// @param nanoTime the clock
  /// @param cpuTime of the calling thread, in nanoseconds; less than 0 when the machine does not
  ///   tell
  TokenDistance(LongSupplier nanoTime, LongSupplier cpuTime) {
    this.nanoTime = nanoTime;
    this.cpuTime = cpuTime;
  }

  static TokenDistance measured() {
    return new TokenDistance(
        System::nanoTime, ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime);
  }

  /// True when threads wait for the token.
  boolean isAway() {
    return absent.get() >= SAMPLES;
  }

  /// The calling thread calls the token, until this is closed.
  Visit visit() {
    boolean sampled = Math.floorMod(calls.getAndIncrement(), CALLS_EACH) == 0;
    return sampled ? new Sample() : new Visit();
  }

  /// A call of the token.
  class Visit implements AutoCloseable {
    private final Waiting waiting = isAway() ? Waiting.begin() : Waiting.nobody();

    @Override
    public void close() {
      waiting.close();
    }
  }

  private final class Sample extends Visit {
    private final long cpuBefore = cpuTime.getAsLong();
    private final long before = nanoTime.getAsLong();

    @Override
    public void close() {
      long time = nanoTime.getAsLong() - before;
      long cpu = cpuTime.getAsLong() - cpuBefore;
      if (cpuBefore < 0 || cpu >= HERE * time) {
        absent.set(0);
      } else {
        absent.updateAndGet(count -> Math.min(SAMPLES, count + 1));
      }
      super.close();
    }
  }
}
