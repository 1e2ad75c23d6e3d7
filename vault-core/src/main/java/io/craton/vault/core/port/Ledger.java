package io.craton.vault.core.port;

import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.decision.Outcome;

/// The replicated log. Thread-safe.
public interface Ledger {
  /// Brings a proposal into the log and waits until this node has applied it. Afterwards reads of
  /// this node see its effect. The proposal is applied at most once, however often it is sent.
  ///
  /// @throws Unavailable when no outcome came in time; whether it took effect is then unknown
  Outcome propose(Proposal proposal, Deadline deadline) throws Unavailable;

  /// Returns if there is no reason known to this node why a proposal would not get into the log.
  /// Who has to ask the HSM for something first asks here before.
  default void admit() throws Unavailable {}
}
