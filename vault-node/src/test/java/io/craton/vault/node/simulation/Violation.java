package io.craton.vault.node.simulation;

import org.jspecify.annotations.Nullable;

/// An invariant does not hold. An error, so that nothing on the way takes it for a fault of an
/// item.
final class Violation extends Error {
  private static final long serialVersionUID = 1L;

  private final Invariant invariant;

  Violation(Invariant invariant, String detail) {
    this(invariant, detail, null);
  }

  Violation(Invariant invariant, String detail, @Nullable Throwable cause) {
    super(invariant + ": " + detail, cause);
    this.invariant = invariant;
  }

  Invariant invariant() {
    return invariant;
  }
}
