package io.craton.vault.node.job;

import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Ledger;
import io.craton.vault.core.port.Unavailable;

/// The log, and the jobs wake up after each proposal of this node, so that what it made due or gave
/// up is taken care of at once and not a second later.
public final class WakingLedger implements Ledger {
  private final Ledger ledger;
  private final LeaderJobs jobs;

  public WakingLedger(Ledger ledger, LeaderJobs jobs) {
    this.ledger = ledger;
    this.jobs = jobs;
  }

  @Override
  public Outcome propose(Proposal proposal, Deadline deadline) throws Unavailable {
    Outcome outcome = ledger.propose(proposal, deadline);
    jobs.applied();
    return outcome;
  }

  @Override
  public void admit() throws Unavailable {
    ledger.admit();
  }
}
