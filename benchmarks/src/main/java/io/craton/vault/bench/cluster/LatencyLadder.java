package io.craton.vault.bench.cluster;

import io.craton.vault.bench.load.Load;
import io.craton.vault.bench.load.Plan;
import io.craton.vault.bench.load.Result;
import io.craton.vault.bench.load.Workload;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;

/// Question: how do percentiles of latency grow with the load, and how far is the 99th from the
/// median at 70 % of what the cluster can do?
///
/// What it can do is measured first, in a closed loop; then the same requests come at shares of
/// that rate, in an open loop.
final class LatencyLadder {
  /// In percent. The one that has a target is run for longer, and last.
  private static final List<Integer> SHARES = List.of(10, 30, 50, 90);

  private static final int TARGET_SHARE = 70;

  /// In an open loop, what is due while as many requests are under way waits for a connection.
  private static final int CONNECTIONS = 64;

  private LatencyLadder() {}

  /// How long it runs.
  ///
  /// @param connections of the closed loop
  /// @param length of each load but the one at 70 %
  record Lengths(int connections, Duration warmUp, Duration length, Duration longLength) {}

  /// Measures and prints.
  ///
  /// @return the loads by rising share, without the closed loop
  static List<Result> measure(
      String title, Workload workload, SSLContext tls, Lengths lengths, PrintStream out)
      throws IOException {
    out.println(Result.header());
    Plan closed = Plan.closed(lengths.connections(), lengths.warmUp(), lengths.length());
    Result peak = Load.run(title, closed, workload, tls).withLoad("peak");
    out.println(peak.row());
    ClusterBench.requireGood(peak);
    List<Result> results = new ArrayList<>();
    for (int share : SHARES) {
      results.add(atShare(share, peak, workload, tls, lengths, lengths.length()));
      out.println(results.getLast().row());
    }
    Result target = atShare(TARGET_SHARE, peak, workload, tls, lengths, lengths.longLength());
    out.println(target.row());
    ClusterBench.requireGood(target);
    out.println();
    out.println(verdict(target, peak));
    results.add(SHARES.indexOf(90), target);
    return results;
  }

  private static Result atShare(
      int share, Result peak, Workload workload, SSLContext tls, Lengths lengths, Duration length)
      throws IOException {
    double rate = peak.answers().perSecond() * share / 100;
    Plan open = Plan.open(rate, CONNECTIONS, lengths.warmUp(), length);
    return Load.run(peak.scenario(), open, workload, tls).withLoad(share + " %");
  }

  private static String verdict(Result target, Result peak) {
    return String.format(
        Locale.ROOT,
        "  at %d %% of %.0f/s the 99th percentile is %.1f times the median",
        TARGET_SHARE,
        peak.answers().perSecond(),
        (double) target.latencies().p99() / target.latencies().p50());
  }
}
