package io.craton.vault.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// What the measurements print: lines of text, with times of calls as medians and percentiles.
final class Report {
  private Report() {}

  @SuppressWarnings({"AnnotateFormatMethod", "SystemOut"}) // What it found is its output.
  static void say(String format, Object... arguments) {
    System.out.println(String.format(Locale.ROOT, format, arguments));
  }

  static long millis(long startNanos) {
    return Duration.ofNanos(System.nanoTime() - startNanos).toMillis();
  }

  /// Median and 99th percentile of times.
  static String spread(List<Long> nanos) {
    return String.format(
        Locale.ROOT,
        "p50 %8.1f µs   p99 %8.1f µs",
        quantile(nanos, 50) / 1e3,
        quantile(nanos, 99) / 1e3);
  }

  /// The time that so many of a hundred do not exceed.
  static long quantile(List<Long> nanos, int percent) {
    List<Long> sorted = nanos.stream().sorted().toList();
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
  }
}
