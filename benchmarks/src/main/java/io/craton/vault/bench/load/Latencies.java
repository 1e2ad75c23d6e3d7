package io.craton.vault.bench.load;

import org.HdrHistogram.Histogram;

/// Percentiles in nanoseconds, to three digits.
public record Latencies(long p50, long p90, long p99, long p999, long max) {
  /// Of what the histogram has; all 0 when it is empty.
  public static Latencies of(Histogram nanos) {
    return new Latencies(
        nanos.getValueAtPercentile(50),
        nanos.getValueAtPercentile(90),
        nanos.getValueAtPercentile(99),
        nanos.getValueAtPercentile(99.9),
        nanos.getMaxValue());
  }
}
