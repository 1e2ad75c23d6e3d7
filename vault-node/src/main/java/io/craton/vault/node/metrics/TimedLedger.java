package io.craton.vault.node.metrics;

import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.measure.Durations;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Ledger;
import io.craton.vault.core.port.Unavailable;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;

/// The same log, and how long proposals took. Thread-safe.
final class TimedLedger implements Ledger {
  private final Ledger ledger;
  private final Durations applied = Waits.durations();
  private final Durations failed = Waits.durations();

  TimedLedger(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public Outcome propose(Proposal proposal, Deadline deadline) throws Unavailable {
    long began = System.nanoTime();
    Durations ending = failed;
    try {
      Outcome outcome = ledger.propose(proposal, deadline);
      ending = applied;
      return outcome;
    } finally {
      ending.add(System.nanoTime() - began);
    }
  }

  MetricSnapshot read() {
    return HistogramSnapshot.builder()
        .name("craton_proposal_seconds")
        .help("Time from a proposal to its being applied on this node.")
        .dataPoint(Samples.histogram(Labels.of("outcome", "applied"), applied.read()))
        .dataPoint(Samples.histogram(Labels.of("outcome", "failed"), failed.read()))
        .build();
  }
}
