package io.craton.vault.node.metrics;

import io.craton.vault.core.service.PendingWork.Pending;
import io.craton.vault.hsm.Hsm;
import io.craton.vault.node.job.RotationFailures;
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
  private NodeMetrics() {}

  /// All metrics in Prometheus' text format, version 0.0.4.
  ///
  /// @param hsm once it is open
  /// @param rotations and `pending`, once the node has jobs and a state
  public static String text(
      Optional<Hsm> hsm, Optional<RotationFailures> rotations, Optional<Pending> pending) {
    List<MetricSnapshot> all = new ArrayList<>();
    ResidentMemory.bytes().ifPresent(bytes -> all.add(residentMemory(bytes)));
    hsm.ifPresent(open -> all.addAll(HsmReadings.of(open.health(), open.metrics())));
    if (rotations.isPresent() && pending.isPresent()) {
      all.addAll(RotationReadings.of(rotations.get(), pending.get()));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(out, new MetricSnapshots(all));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /// The name that all clients of Prometheus give it.
  private static MetricSnapshot residentMemory(long bytes) {
    return GaugeSnapshot.builder()
        .name("process_resident_memory_bytes")
        .help("Resident memory size in bytes.")
        .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder().value((double) bytes).build())
        .build();
  }
}
