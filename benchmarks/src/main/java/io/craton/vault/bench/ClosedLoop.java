package io.craton.vault.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/// Callers that each call again when their call has returned, in this process.
final class ClosedLoop {
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final int DIGITS = 3;

  private ClosedLoop() {}

  /// What is called.
  interface Call {
    /// Calls once.
    ///
    /// @return whether it counts
    boolean run() throws Exception;
  }

  /// What was found.
  ///
  /// @param nanos of calls that began after the warm-up
  /// @param calls all that counted, those of the warm-up too
  record Found(Histogram nanos, long calls) {}

  /// Runs to the end. What a call throws ends its caller, and is thrown.
  static Found run(int callers, Duration warmUp, Duration length, Call call) throws Exception {
    long from = System.nanoTime() + warmUp.toNanos();
    long until = from + length.toNanos();
    Histogram nanos = new Histogram(LONGEST.toNanos(), DIGITS);
    long calls = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
      List<Future<Found>> running = new ArrayList<>();
      for (int number = 0; number < callers; number++) {
        running.add(threads.submit(() -> caller(from, until, call)));
      }
      for (Future<Found> one : running) {
        nanos.add(one.get().nanos);
        calls += one.get().calls;
      }
    }
    return new Found(nanos, calls);
  }

  private static Found caller(long from, long until, Call call) throws Exception {
    Histogram nanos = new Histogram(LONGEST.toNanos(), DIGITS);
    long calls = 0;
    for (long start = System.nanoTime(); start - until < 0; start = System.nanoTime()) {
      if (call.run()) {
        calls++;
        if (start - from >= 0) {
          nanos.recordValue(Math.min(System.nanoTime() - start, LONGEST.toNanos()));
        }
      }
    }
    return new Found(nanos, calls);
  }
}
