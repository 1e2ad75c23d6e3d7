package io.craton.vault.node.metrics;

import io.craton.vault.core.measure.Durations;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;

/// Turns numbers into what Prometheus' client library writes.
final class Samples {
  private static final double NANOS = 1e9;

  private Samples() {}

  static MetricSnapshot gauge(String name, String help, double value) {
    return GaugeSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(gauge(Labels.EMPTY, value))
        .build();
  }

  static GaugeDataPointSnapshot gauge(Labels labels, double value) {
    return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
  }

  /// @param name without `_total`, which the text has
  static MetricSnapshot counter(String name, String help, long value) {
    return CounterSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(counter(Labels.EMPTY, value))
        .build();
  }

  static CounterDataPointSnapshot counter(Labels labels, long value) {
    return CounterDataPointSnapshot.builder().labels(labels).value((double) value).build();
  }

  static HistogramDataPointSnapshot histogram(Labels labels, Durations.Reading reading) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (Durations.Bucket bucket : reading.buckets()) {
      buckets.bucket(seconds(bucket.bound()), bucket.count());
    }
    return HistogramDataPointSnapshot.builder()
        .labels(labels)
        .classicHistogramBuckets(buckets.bucket(Double.POSITIVE_INFINITY, reading.slower()).build())
        .sum(seconds(reading.sum()))
        .build();
  }

  static double seconds(Duration duration) {
    return duration.toNanos() / NANOS;
  }
}
