package io.craton.vault.consensus;

/// A node of the cluster, as every node's configuration lists it.
///
/// @param raft where its Raft server listens
/// @param peer where its small messages beside Raft are received
public record Member(NodeName name, HostPort raft, HostPort peer) {
  /// @throws IllegalArgumentException when both addresses are the same
  public Member {
    if (raft.equals(peer)) {
      throw new IllegalArgumentException("node " + name + " needs two addresses, found " + raft);
    }
  }
}
