package io.craton.vault.node.running;

import io.craton.vault.http.health.HealthCode;
import io.craton.vault.http.health.HealthReason;
import java.util.Optional;

/// How far a node has come. Only ever goes forward.
enum Stage {
  /// Takes its data directory.
  OPENING_DATA("starting: the data directory is being opened"),
  /// Opens the HSM and tries it.
  OPENING_HSM("starting: the HSM is being opened"),
  /// Opens the state and finds its peers.
  OPENING_STATE("starting: the state is being opened"),
  /// Serves.
  SERVING(""),
  /// Takes no more requests.
  STOPPING("stopping: this node is going down");

  private final String reason;

  Stage(String reason) {
    this.reason = reason;
  }

  /// Why a node at this stage is not ready; empty when the stage is no reason.
  Optional<HealthReason> reason() {
    return switch (this) {
      case OPENING_DATA, OPENING_HSM, OPENING_STATE ->
          Optional.of(new HealthReason(HealthCode.STARTING, reason));
      case SERVING -> Optional.empty();
      case STOPPING -> Optional.of(new HealthReason(HealthCode.STOPPING, reason));
    };
  }
}
