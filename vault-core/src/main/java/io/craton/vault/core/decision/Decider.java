package io.craton.vault.core.decision;

import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.state.StateView;

/// placeholder
public final class Decider {
  private Decider() {}

  /// placeholder
  public static Decision decide(StateView view, Proposal proposal) {
    throw new IllegalStateException("being written");
  }
}
