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
}
