package io.craton.vault.consensus.membership;

import io.craton.vault.consensus.ClusterId;
import java.util.List;

/// What a node remembers about itself.
///
/// @param founders the peers the cluster starts with, in order of name; empty unless this node is
///   one of them
public record Identity(ClusterId cluster, PeerName peer, Phase phase, List<PeerName> founders) {
  public Identity {
    founders = List.copyOf(founders);
  }

  /// The same node further on.
  public Identity in(Phase newPhase) {
    return new Identity(cluster, peer, newPhase, founders);
  }

  /// The same node as one of the founders.
  public Identity founding(List<PeerName> newFounders) {
    return new Identity(cluster, peer, Phase.FOUNDER, newFounders);
  }
}
