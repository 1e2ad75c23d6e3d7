package io.craton.vault.bench.cluster;

import io.craton.vault.bench.baseline.Baseline;
import io.craton.vault.bench.load.Load;
import io.craton.vault.bench.load.Load.Metered;
import io.craton.vault.bench.load.Plan;
import io.craton.vault.bench.load.Result;
import io.craton.vault.bench.load.Workload;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;

/// Question: how much of what the token can do do callers get over HTTP, and how much CPU time does
/// a node add to each of its operations?
///
/// Baseline: the bare calls in a process of its own, with as many threads as there are cores, while
/// the node has nothing to do; and then the other way round, by turns, for the same time each. Of
/// each figure the median of the turns; the ratio is taken within a turn. The node's time beside
/// the token is what its process takes for a request without what the bare calls take of their
/// threads for an operation: its compiler and collector are in it. Not measured: the load generator
/// apart from the node, whose cores it shares.
final class HttpRatio {
  private static final double MOST_MICROS_BESIDE = 40;
  private static final double PERCENT = 100;

  private final Baseline raw;
  private final LongSupplier server;
  private final SSLContext tls;
  private final Lengths lengths;
  private final PrintStream out;

  /// @param raw [io.craton.vault.bench.RawCalls]
  /// @param server gives the CPU time of the node's process
  HttpRatio(Baseline raw, LongSupplier server, SSLContext tls, Lengths lengths, PrintStream out) {
    this.raw = raw;
    this.server = server;
    this.tls = tls;
    this.lengths = lengths;
    this.out = out;
  }

  /// What is compared.
  enum Operation {
    /// Of one signature of RSA the token has nearly all the time.
    RSA_2048(Scenario.SIGN_RSA_2048, "RSA-PKCS1V15-2048-SHA256", 90),
    /// A tenth of that.
    ES256(Scenario.SIGN_ES256, "ES256", 50),
    /// The cheapest call.
    AES_GCM_256(Scenario.ENCRYPT_AES_256, "AES-GCM-256", 35);

    private final Scenario scenario;
    private final String algorithm;
    private final int leastPercent;

    Operation(Scenario scenario, String algorithm, int leastPercent) {
      this.scenario = scenario;
      this.algorithm = algorithm;
      this.leastPercent = leastPercent;
    }

    Scenario scenario() {
      return scenario;
    }
  }

  /// How it runs.
  ///
  /// @param turns of each side
  /// @param warmUp before each turn, of each side
  record Lengths(int turns, int connections, Duration warmUp, Duration length) {}

  private record Turn(double rawPerSecond, double rawMicros, Metered http) {
    double percent() {
      return PERCENT * http.result().answers().perSecond() / rawPerSecond;
    }

    double microsBeside() {
      return http.serverMicros() - rawMicros;
    }
  }

  /// What stands above the rows.
  static String header() {
    return String.format(
        Locale.ROOT,
        "  %-28s  %8s  %8s  %8s  %8s  %8s  %8s  %9s  %8s  %s",
        "scenario",
        "load",
        "raw/s",
        "HTTP/s",
        "% of raw",
        "raw us",
        "node us",
        "beside us",
        "own us",
        "errors");
  }

  /// Measures one operation, prints its row, and says how it is with the target.
  String measure(Operation operation, Workload workload) throws IOException {
    Plan plan = Plan.closed(lengths.connections(), lengths.warmUp(), lengths.length());
    String title = operation.scenario.title();
    List<Turn> turns = new ArrayList<>();
    for (int number = 0; number < lengths.turns(); number++) {
      List<Double> bare =
          raw.ask(operation.algorithm, lengths.warmUp().toSeconds(), lengths.length().toSeconds());
      Metered http = Load.metered(title, plan, workload, tls, server);
      ClusterBench.requireGood(http.result());
      turns.add(new Turn(bare.get(0), bare.get(1), http));
    }
    out.println(row(turns));
    return String.format(
        Locale.ROOT,
        "  %s: %.0f %% of the bare calls (target: %d at least), %.0f us beside the token"
            + " (target: %.0f at most)",
        title,
        Median.of(turns, Turn::percent),
        operation.leastPercent,
        Median.of(turns, Turn::microsBeside),
        MOST_MICROS_BESIDE);
  }

  private static String row(List<Turn> turns) {
    Result last = turns.getLast().http.result();
    return String.format(
        Locale.ROOT,
        "  %-28s  %8s  %8.1f  %8.1f  %8.1f  %8.1f  %8.1f  %9.1f  %8.1f  %s",
        last.scenario(),
        last.load(),
        Median.of(turns, Turn::rawPerSecond),
        Median.of(turns, turn -> turn.http.result().answers().perSecond()),
        Median.of(turns, Turn::percent),
        Median.of(turns, Turn::rawMicros),
        Median.of(turns, turn -> turn.http.serverMicros()),
        Median.of(turns, Turn::microsBeside),
        Median.of(turns, turn -> turn.http.result().cost().threadMicros()),
        Errors.of(turns.stream().map(turn -> turn.http.result()).toList()));
  }
}
