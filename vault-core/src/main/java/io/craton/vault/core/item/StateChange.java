package io.craton.vault.core.item;

import java.time.Instant;
import java.util.Optional;

/// A wish to bring a version into another state.
public sealed interface StateChange {
  /// Make it active again.
  record Activate() implements StateChange {}

  /// Keep it for decrypt and verify; with `destroyAt`, only until then.
  record Deactivate(Optional<Instant> destroyAt) implements StateChange {}

  /// Put it on hold.
  record Suspend() implements StateChange {}

  /// Declare it compromised, to be destroyed at `destroyAt`.
  record Compromise(Instant destroyAt) implements StateChange {}

  /// Destroy its material now.
  record Destroy() implements StateChange {}
}
