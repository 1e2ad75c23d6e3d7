package io.craton.vault.node.job;

import io.craton.vault.core.port.Unavailable;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// The term in which a pass began, and whether this node still leads in it.
final class Leadership {
  private final long term;
  private final BooleanSupplier held;

  Leadership(long term, BooleanSupplier held) {
    this.term = term;
    this.held = held;
  }

  long term() {
    return term;
  }

  boolean held() {
    return held.getAsBoolean();
  }

  /// Ends the pass of a leader that is none any more.
  void require() throws Unavailable {
    if (!held()) {
      throw new Unavailable(
          Unavailable.Reason.NOT_READY,
          "this node stopped leading term " + term,
          Duration.ofMillis(100));
    }
  }
}
