package io.craton.vault.node.metrics;

import io.craton.vault.core.service.KekAdmin.Keks;
import io.craton.vault.node.job.ResealStatus;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;

/// How far the rotation of the key-encryption key is, as metrics.
public final class KekReadings {
  private KekReadings() {}

  /// The metrics of a node that has jobs and a key-encryption key.
  public static List<MetricSnapshot> of(Keks keks, ResealStatus status) {
    return List.of(
        gauge("craton_kek_version", "The current key-encryption key.", keks.current().value()),
        gauge(
            "craton_kek_values_left",
            "Values sealed under an older key-encryption key.",
            (double) keks.left()),
        gauge(
            "craton_kek_values_failing",
            "Of those, the ones that did not open when this node last tried.",
            (double) status.failing()),
        CounterSnapshot.builder()
            .name("craton_kek_values_resealed")
            .help("Values that this node has had sealed under a newer key-encryption key.")
            .dataPoint(CounterDataPointSnapshot.builder().value((double) status.resealed()).build())
            .build());
  }

  private static MetricSnapshot gauge(String name, String help, double value) {
    return GaugeSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
        .build();
  }
}
