package io.craton.vault.node.metrics;

import io.craton.vault.core.state.DueRow;
import io.craton.vault.core.state.StateView;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What time makes due and the leader has not yet brought into the log, as metrics. Nothing that is
/// late is usable meanwhile: whoever serves compares times himself.
final class TimerReadings {
  private static final Duration OVERDUE = Duration.ofMinutes(1);
  private static final int MOST = 1_000;

  private TimerReadings() {}

  static List<MetricSnapshot> of(StateView view, Instant clock) {
    Instant now = clock.isAfter(view.clock()) ? clock : view.clock();
    List<DueRow> due = view.due(now, MOST);
    long overdue = due.stream().filter(row -> now.isAfter(row.at().plus(OVERDUE))).count();
    Duration lag = due.isEmpty() ? Duration.ZERO : Duration.between(due.getFirst().at(), now);
    return List.of(
        Samples.gauge(
            "craton_timers_overdue",
            "Ends of grace, destructions and expiries late by over a minute.",
            (double) overdue),
        Samples.gauge(
            "craton_timer_lag_seconds", "How late the oldest of them is.", Samples.seconds(lag)));
  }
}
