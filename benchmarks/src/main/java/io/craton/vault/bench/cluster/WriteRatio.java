package io.craton.vault.bench.cluster;

import io.craton.vault.bench.baseline.Baseline;
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
import java.util.Optional;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;

/// Question: how many secrets are stored, and acknowledged, of what Ratis and RocksDB alone would
/// write, and how much of that is left on a slower disk?
///
/// Baseline: a bare loop ([io.craton.vault.bench.BareWrites]) in a process of its own, while the
/// nodes have nothing to do; and then the other way round, by turns, for the same time each. Of
/// each figure the median of the turns, ratios within a turn. The slower disk is the same one,
/// where each fsync takes 2 ms longer, on both sides; it has every second turn, and which of both
/// is first changes, since nodes become warmer all the time.
final class WriteRatio {
  private static final String TITLE = "store a secret";
  private static final Duration DELAY = Duration.ofMillis(2);
  private static final double PERCENT = 100;
  private static final double NANOS_PER_MILLI = 1e6;

  private final Baseline bare;
  private final Workload workload;
  private final SSLContext tls;
  private final Lengths lengths;
  private final PrintStream out;
  private final List<String> verdicts = new ArrayList<>();

  /// @param bare answers clients, seconds before it counts, and seconds, with writes a second and
  ///   their median in milliseconds
  WriteRatio(Baseline bare, Workload workload, SSLContext tls, Lengths lengths, PrintStream out) {
    this.bare = bare;
    this.workload = workload;
    this.tls = tls;
    this.lengths = lengths;
    this.out = out;
  }

  /// How it runs.
  ///
  /// @param turns of each side
  /// @param warmUp before each turn, of each side
  record Lengths(int turns, Duration warmUp, Duration length) {}

  private record Turn(double barePerSecond, double bareMillis, Result http) {
    double percent() {
      return PERCENT * perSecond() / barePerSecond;
    }

    double perSecond() {
      return http.answers().perSecond();
    }

    double millis() {
      return http.latencies().p50() / NANOS_PER_MILLI;
    }

    double times() {
      return millis() / bareMillis;
    }
  }

  /// Measures and prints.
  ///
  /// @param clients numbers of clients, each a load
  /// @param delay nothing is measured of a slower disk without it
  void measure(List<Integer> clients, Optional<SyncDelay> delay) throws IOException {
    // Its compiler has done most of its work then, as the nodes' has by now.
    var _ =
        bare.ask(clients.getFirst(), lengths.length().toSeconds(), lengths.length().toSeconds());
    out.println(header());
    for (int number : clients) {
      List<Turn> fast = new ArrayList<>();
      List<Turn> slow = new ArrayList<>();
      for (int turn = 0; turn < lengths.turns(); turn++) {
        // The one that comes second has warmer nodes.
        boolean slowFirst = turn % 2 == 1;
        if (slowFirst && delay.isPresent()) {
          slow.add(slower(number, delay.get()));
        }
        fast.add(turn(number));
        if (!slowFirst && delay.isPresent()) {
          slow.add(slower(number, delay.get()));
        }
      }
      report(number, fast, slow);
    }
    out.println();
    verdicts.forEach(out::println);
  }

  private void report(int number, List<Turn> fast, List<Turn> slow) {
    out.println(row(TITLE, number, fast));
    verdicts.add(
        String.format(
            Locale.ROOT,
            "  %d at once: %.0f %% of the bare loop, p50 %.2f times (targets: 64 clients 60 %% at"
                + " least, one client 1.5 times at most)",
            number,
            Median.of(fast, Turn::percent),
            Median.of(fast, Turn::times)));
    if (!slow.isEmpty()) {
      out.println(row(TITLE + ", fsync +2 ms", number, slow));
      verdicts.add(
          String.format(
              Locale.ROOT,
              "  %d at once, each fsync 2 ms longer: %.0f %% of the stores without (target: 64"
                  + " clients 80 %% at least)",
              number,
              Median.of(percents(fast, slow), percent -> percent)));
    }
  }

  /// Of each turn, what is left on the slower disk.
  private static List<Double> percents(List<Turn> fast, List<Turn> slow) {
    return IntStream.range(0, slow.size())
        .mapToObj(turn -> PERCENT * slow.get(turn).perSecond() / fast.get(turn).perSecond())
        .toList();
  }

  private Turn slower(int clients, SyncDelay delay) throws IOException {
    delay.set(DELAY);
    try {
      return turn(clients);
    } finally {
      delay.set(Duration.ZERO);
    }
  }

  private Turn turn(int clients) throws IOException {
    Plan plan = Plan.closed(clients, lengths.warmUp(), lengths.length());
    List<Double> alone =
        bare.ask(clients, lengths.warmUp().toSeconds(), lengths.length().toSeconds());
    Result http = Load.run(TITLE, plan, workload, tls);
    ClusterBench.requireGood(http);
    return new Turn(alone.get(0), alone.get(1), http);
  }

  private static String header() {
    return String.format(
        Locale.ROOT,
        "  %-28s  %8s  %8s  %8s  %9s  %11s  %11s  %8s  %8s  %s",
        "scenario",
        "load",
        "bare/s",
        "HTTP/s",
        "% of bare",
        "bare p50 ms",
        "HTTP p50 ms",
        "times",
        "own us",
        "errors");
  }

  private static String row(String title, int clients, List<Turn> turns) {
    return String.format(
        Locale.ROOT,
        "  %-28s  %8d  %8.1f  %8.1f  %9.1f  %11.2f  %11.2f  %8.2f  %8.1f  %s",
        title,
        clients,
        Median.of(turns, Turn::barePerSecond),
        Median.of(turns, Turn::perSecond),
        Median.of(turns, Turn::percent),
        Median.of(turns, Turn::bareMillis),
        Median.of(turns, Turn::millis),
        Median.of(turns, Turn::times),
        Median.of(turns, turn -> turn.http.cost().threadMicros()),
        Errors.of(turns.stream().map(Turn::http).toList()));
  }
}
