package io.craton.vault.node.configuration;

/// A node of the cluster as all of them know it.
///
/// @param raft where its Raft server listens
/// @param peer where it answers the read barriers of the others
public record Member(String name, Endpoint raft, Endpoint peer) {
  boolean loopback() {
    return raft.loopback() && peer.loopback();
  }
}
