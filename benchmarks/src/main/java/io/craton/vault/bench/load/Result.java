package io.craton.vault.bench.load;

import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;

/// What a load has found. In its row, columns are at least two spaces apart, and no cell has two in
/// a row: `scripts/lib/bench_compare.py` reads it.
///
/// @param load connections, or requests a second
/// @param latencies of answers 200, and of what was waited for in vain
/// @param trouble why the first connection failed that failed without a request on it
public record Result(
    String scenario,
    String load,
    Answers answers,
    Latencies latencies,
    Cost cost,
    Optional<String> trouble) {
  private static final double NANOS_PER_MILLI = 1e6;

  /// What came.
  ///
  /// @param good answers 200
  /// @param perSecond answers 200
  /// @param errors counted by status or failure
  public record Answers(long good, double perSecond, SortedMap<String, Long> errors) {
    /// As one cell of a table.
    public String errorText() {
      return errors.isEmpty()
          ? "0"
          : errors.entrySet().stream()
              .map(error -> error.getKey() + ":" + error.getValue())
              .collect(Collectors.joining(","));
    }
  }

  /// What the generator itself took.
  ///
  /// @param threadMicros CPU time of its threads for a request
  /// @param processMicros the same with the compiler and the collector of its JVM
  /// @param handshakes of TLS, all of them
  public record Cost(double threadMicros, double processMicros, long handshakes) {}

  /// The same with another name of the load.
  public Result withLoad(String other) {
    return new Result(scenario, other, answers, latencies, cost, trouble);
  }

  /// What stands above the rows.
  public static String header() {
    return String.format(
        Locale.ROOT,
        "  %-28s  %8s  %8s  %8s  %8s  %8s  %8s  %8s  %8s  %8s  %s",
        "scenario",
        "load",
        "rate/s",
        "p50 ms",
        "p90 ms",
        "p99 ms",
        "p99.9 ms",
        "max ms",
        "own us",
        "JVM us",
        "errors");
  }

  /// One line of a table.
  public String row() {
    return String.format(
        Locale.ROOT,
        "  %-28s  %8s  %8.1f  %8.2f  %8.2f  %8.2f  %8.2f  %8.2f  %8.1f  %8.1f  %s",
        scenario,
        load,
        answers.perSecond(),
        latencies.p50() / NANOS_PER_MILLI,
        latencies.p90() / NANOS_PER_MILLI,
        latencies.p99() / NANOS_PER_MILLI,
        latencies.p999() / NANOS_PER_MILLI,
        latencies.max() / NANOS_PER_MILLI,
        cost.threadMicros(),
        cost.processMicros(),
        answers.errorText());
  }
}
