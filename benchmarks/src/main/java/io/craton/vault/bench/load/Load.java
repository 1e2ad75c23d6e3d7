package io.craton.vault.bench.load;

import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/// Runs loads and says what they have found.
public final class Load {
  private static final double SECOND_NANOS = Duration.ofSeconds(1).toNanos();

  private Load() {}

  /// Runs one on the calling thread.
  ///
  /// @param scenario names the result
  public static Result run(String scenario, Plan plan, Workload workload, SSLContext tls)
      throws IOException {
    try (Loop loop = new Loop(plan, workload, tls)) {
      loop.connect();
      Window window = Window.of(plan);
      Tally tally = new Tally(window);
      CpuMeter meter = new CpuMeter();
      loop.run(window, tally, meter);
      return new Result(
          scenario,
          plan.load(),
          new Result.Answers(
              tally.good(), tally.good() * SECOND_NANOS / plan.length().toNanos(), tally.errors()),
          tally.latencies(),
          new Result.Cost(meter.threadMicros(), meter.processMicros(), loop.handshakes()),
          loop.trouble());
    }
  }
}
