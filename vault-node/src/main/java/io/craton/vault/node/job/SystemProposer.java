package io.craton.vault.node.job;

import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.id.ProposalId;
import io.craton.vault.core.id.SweepGeneration;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Ledger;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Sources;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Proposes what the cluster does by itself: no caller, and no request that could be retried.
final class SystemProposer {
  /// Of one step of a job; a leader that cannot commit for that long soon is none.
  private static final Duration STEP_TIMEOUT = Duration.ofSeconds(5);

  private final Ledger ledger;
  private final Sources sources;
  private final LongSupplier nanoTime;

  SystemProposer(Ledger ledger, Sources sources, LongSupplier nanoTime) {
    this.ledger = ledger;
    this.sources = sources;
    this.nanoTime = nanoTime;
  }

  /// The outcome of `command`, which brings no key, unless the leadership has ended.
  Outcome propose(Leadership leadership, Command command) throws Unavailable {
    return propose(leadership, command, SweepGeneration.FIRST);
  }

  /// The outcome of `command`, unless the leadership has ended.
  ///
  /// @param keysFrom the generation before the HSM was asked for the key that the command brings
  Outcome propose(Leadership leadership, Command command, SweepGeneration keysFrom)
      throws Unavailable {
    leadership.require();
    Proposal proposal =
        new Proposal(
            ProposalId.of(sources.entropy().bytes(ProposalId.SIZE)),
            Optional.empty(),
            Optional.empty(),
            sources.clock().instant().truncatedTo(ChronoUnit.MICROS),
            command,
            keysFrom);
    return ledger.propose(proposal, deadline());
  }

  /// For one step of a job.
  Deadline deadline() {
    return deadline(STEP_TIMEOUT);
  }

  /// For a step that may take that long.
  Deadline deadline(Duration timeout) {
    return Deadline.after(timeout, nanoTime);
  }
}
