package io.craton.vault.node.metrics;

import io.craton.vault.core.service.PendingWork;
import io.craton.vault.node.job.RotationFailures;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;

/// What the vault does by itself, as metrics.
final class RotationReadings {
  private static final double MILLIS = 1e3;

  private RotationReadings() {}

  static List<MetricSnapshot> of(RotationFailures rotations, PendingWork.Pending pending) {
    return List.of(
        counter("rotations", "Rotations by policy that this node made.", rotations.rotations()),
        counter(
            "rotation_failures",
            "Attempts at one that failed for a reason of the item.",
            rotations.failures()),
        gauge("rotations_failing", "Items passed over for now.", rotations.failing()),
        gauge("rotations_overdue", "Rotations late by over a minute.", (double) pending.overdue()),
        gauge(
            "rotation_lag_seconds",
            "How late the oldest rotation is.",
            pending.lag().toMillis() / MILLIS),
        gauge(
            "destructions_pending",
            "Keys given up by the state and not yet gone from the HSM.",
            pending.destructions().size()));
  }

  private static MetricSnapshot gauge(String name, String help, double value) {
    return GaugeSnapshot.builder()
        .name("craton_" + name)
        .help(help)
        .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
        .build();
  }

  private static MetricSnapshot counter(String name, String help, long value) {
    return CounterSnapshot.builder()
        .name("craton_" + name)
        .help(help)
        .dataPoint(CounterDataPointSnapshot.builder().value((double) value).build())
        .build();
  }
}
