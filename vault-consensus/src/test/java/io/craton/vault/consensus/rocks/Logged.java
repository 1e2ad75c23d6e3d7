package io.craton.vault.consensus.rocks;

import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.decision.Decider;
import io.craton.vault.core.decision.Decision;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.event.Evolution;

/// Proposals carried out as a node carries out the entries of its log.
final class Logged {
  private Logged() {}

  /// Decides and applies it as the entry at that index of term 1.
  static Outcome apply(RocksStore store, long index, Proposal proposal) {
    return store.apply(
        new Applied(1, index),
        (view, writer) -> {
          Decision decision = Decider.decide(view, proposal);
          Evolution.evolve(decision.events(), writer);
          return decision.outcome();
        });
  }
}
