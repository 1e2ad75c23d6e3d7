package io.craton.vault.node.running;

/// How far a node has come. Only ever goes forward.
enum Stage {
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
  String reason() {
    return reason;
  }
}
