package io.craton.vault.consensus.membership;

/// A peer asks to be taken into a cluster that exists, or whether it still is part of it.
///
/// @param phase how far it has come
public record JoinRequest(PeerName peer, Phase phase) {
  /// Its Raft server runs and accepts connections.
  public boolean serving() {
    return phase == Phase.JOINING;
  }

  /// It was part of the cluster, as far as it knows.
  public boolean wasIn() {
    return phase == Phase.FOUNDER || phase == Phase.MEMBER;
  }
}
