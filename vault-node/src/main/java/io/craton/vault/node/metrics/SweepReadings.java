package io.craton.vault.node.metrics;

import io.craton.vault.node.job.SweepReport;
import io.craton.vault.node.job.SweepStatus;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the sweep counts, as metrics. What it found is absent where nothing was swept: zero would
/// say that nothing is missing.
final class SweepReadings {
  private static final double MILLIS = 1e3;

  private SweepReadings() {}

  static List<MetricSnapshot> of(SweepStatus status) {
    List<MetricSnapshot> all = new ArrayList<>();
    all.add(
        HsmReadings.counter(
            "orphans_removed", "Keys that nothing referred to, given up.", status.removed()));
    Optional<SweepReport> last = status.last();
    if (last.isPresent()) {
      SweepReport report = last.get();
      all.add(
          HsmReadings.gauge(
              "missing_keys", "Keys of the state that the HSM lacks.", report.missingKeys()));
      all.add(
          HsmReadings.gauge(
              "orphans_left", "Orphans beyond the limit, not removed.", report.orphansLeft()));
      all.add(
          HsmReadings.gauge(
              "last_sweep_timestamp_seconds",
              "When the last sweep ended, since 1970.",
              (double) report.at().toEpochMilli() / MILLIS));
      all.add(
          HsmReadings.gauge(
              "last_sweep_seconds",
              "How long the last sweep took.",
              HsmReadings.seconds(report.took())));
    }
    return all;
  }
}
