package io.craton.vault.node.metrics;

import io.craton.vault.consensus.clock.Skew;
import io.craton.vault.core.service.PendingWork.Pending;
import io.craton.vault.hsm.Hsm;
import io.craton.vault.node.job.RotationFailures;
import io.craton.vault.node.job.SweepStatus;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The metrics of a node, which `docs/metrics.md` lists. Nothing is kept here: every reading asks
/// those who count. Labels take their values from enumerations, so their number is bounded; none
/// names an item, a token or a caller. Thread-safe.
public final class NodeMetrics {
  private static final double NANOS = 1e9;

  private NodeMetrics() {}

  /// All metrics in Prometheus' text format, version 0.0.4.
  ///
  /// @param hsm once it is open
  /// @param skew of the clocks, once the time is known
  /// @param rotations and `pending`, once the node has jobs and a state
  /// @param sweep once the node has jobs
  public static String text(
      Optional<Hsm> hsm,
      Optional<Skew> skew,
      Optional<RotationFailures> rotations,
      Optional<Pending> pending,
      Optional<SweepStatus> sweep,
      TransportReadings transport) {
    List<MetricSnapshot> all = new ArrayList<>();
    ResidentMemory.bytes().ifPresent(bytes -> all.add(residentMemory(bytes)));
    skew.ifPresent(known -> all.addAll(clocks(known)));
    hsm.ifPresent(open -> all.addAll(HsmReadings.of(open.health(), open.metrics())));
    if (rotations.isPresent() && pending.isPresent()) {
      all.addAll(RotationReadings.of(rotations.get(), pending.get()));
    }
    sweep.ifPresent(status -> all.addAll(SweepReadings.of(status)));
    all.addAll(transport.metrics());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(out, new MetricSnapshots(all));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static List<MetricSnapshot> clocks(Skew skew) {
    return List.of(
        gauge(
            "craton_clock_offset_seconds",
            "This node's clock minus the time that a majority's clocks support.",
            skew.own().toNanos() / NANOS),
        gauge(
            "craton_clock_widest_offset_seconds",
            "The same of the node whose clock is furthest off.",
            skew.widest().toNanos() / NANOS));
  }

  /// The name that all clients of Prometheus give it.
  private static MetricSnapshot residentMemory(long bytes) {
    return gauge("process_resident_memory_bytes", "Resident memory size in bytes.", (double) bytes);
  }

  private static MetricSnapshot gauge(String name, String help, double value) {
    return GaugeSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder().value(value).build())
        .build();
  }
}
