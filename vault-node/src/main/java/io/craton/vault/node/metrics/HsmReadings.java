package io.craton.vault.node.metrics;

import io.craton.vault.hsm.ErrorClass;
import io.craton.vault.hsm.HsmHealth;
import io.craton.vault.hsm.HsmMetrics;
import io.craton.vault.hsm.HsmOperation;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What the HSM layer counts, as metrics.
final class HsmReadings {
  private static final double NANOS = 1e9;

  private HsmReadings() {}

  static List<MetricSnapshot> of(HsmHealth health, HsmMetrics metrics) {
    boolean ready = health.state() == HsmHealth.State.READY;
    return List.of(
        ready(ready),
        gauge("epoch", "Starts of the library and logins since the node started.", health.epoch()),
        gauge("sessions", "Open sessions.", health.sessions()),
        gauge("keys", "Keys whose handles are known in the present epoch.", health.keys()),
        gauge("calls_running", "Calls in the HSM, or waiting there.", health.callsRunning()),
        counter("calls", "Calls that a session took on.", metrics.calls()),
        counter("call_timeouts", "Calls that did not return in time.", metrics.timeouts()),
        counter("calls_overloaded", "Calls refused by a full queue.", metrics.overloads()),
        counter("calls_refused", "Calls refused while not ready.", metrics.refusals()),
        counter("sessions_replaced", "Sessions given up as broken.", metrics.sessionsReplaced()),
        counter("recoveries", "Times the HSM came back.", metrics.recoveries()),
        errors(metrics),
        operations(metrics));
  }

  /// All that can be said of an HSM that a node waits for.
  static MetricSnapshot notOpen() {
    return ready(false);
  }

  private static MetricSnapshot ready(boolean ready) {
    return gauge("ready", "1 while the HSM serves, otherwise 0.", ready ? 1 : 0);
  }

  static MetricSnapshot gauge(String name, String help, double value) {
    return GaugeSnapshot.builder()
        .name("craton_hsm_" + name)
        .help(help)
        .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
        .build();
  }

  static MetricSnapshot counter(String name, String help, long value) {
    return CounterSnapshot.builder()
        .name("craton_hsm_" + name)
        .help(help)
        .dataPoint(CounterDataPointSnapshot.builder().value((double) value).build())
        .build();
  }

  private static MetricSnapshot errors(HsmMetrics metrics) {
    CounterSnapshot.Builder errors =
        CounterSnapshot.builder()
            .name("craton_hsm_errors")
            .help("PKCS#11 calls that failed, by what the failure means.");
    for (ErrorClass error : ErrorClass.values()) {
      errors.dataPoint(
          CounterDataPointSnapshot.builder()
              .labels(Labels.of("class", label(error)))
              .value((double) metrics.errors(error))
              .build());
    }
    return errors.build();
  }

  private static MetricSnapshot operations(HsmMetrics metrics) {
    HistogramSnapshot.Builder operations =
        HistogramSnapshot.builder()
            .name("craton_hsm_operation_seconds")
            .help("Time from asking for an operation to its end, waiting included.");
    for (Map.Entry<HsmOperation, HsmMetrics.Latency> each : metrics.latencies().entrySet()) {
      operations.dataPoint(
          HistogramDataPointSnapshot.builder()
              .labels(Labels.of("operation", label(each.getKey())))
              .classicHistogramBuckets(buckets(each.getValue()))
              .sum(seconds(each.getValue().sum()))
              .build());
    }
    return operations.build();
  }

  private static ClassicHistogramBuckets buckets(HsmMetrics.Latency latency) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (HsmMetrics.Bucket bucket : latency.buckets()) {
      buckets.bucket(seconds(bucket.bound()), bucket.calls());
    }
    return buckets.bucket(Double.POSITIVE_INFINITY, latency.slower()).build();
  }

  static double seconds(Duration duration) {
    return duration.toNanos() / NANOS;
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
