package io.craton.vault.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;

/// Runs loads and says what they have found.
public final class Load {
  private static final double SECOND_NANOS = Duration.ofSeconds(1).toNanos();

  private Load() {}

  /// What a load has found, and what it cost the server.
  ///
  /// @param serverMicros CPU time of the server's process for a request
  public record Metered(Result result, double serverMicros) {}

  /// Runs one on the calling thread.
  ///
  /// @param scenario names the result
  public static Result run(String scenario, Plan plan, Workload workload, SSLContext tls)
      throws IOException {
    return metered(scenario, plan, workload, tls, () -> 0).result();
  }

  /// The same with a look at the server.
  ///
  /// @param server gives the CPU time of its process so far, in nanoseconds
  public static Metered metered(
      String scenario, Plan plan, Workload workload, SSLContext tls, LongSupplier server)
      throws IOException {
    try (Loop loop = new Loop(plan, workload, tls)) {
      loop.connect();
      Window window = Window.of(plan);
      Tally tally = new Tally(window);
      CpuMeter meter = new CpuMeter(server);
      loop.run(window, tally, meter);
      Result result =
          new Result(
              scenario,
              plan.load(),
              new Result.Answers(
                  tally.good(),
                  tally.good() * SECOND_NANOS / plan.length().toNanos(),
                  tally.errors()),
              tally.latencies(),
              new Result.Cost(meter.threadMicros(), meter.processMicros(), loop.handshakes()),
              loop.trouble());
      return new Metered(result, meter.serverMicros());
    }
  }
}
