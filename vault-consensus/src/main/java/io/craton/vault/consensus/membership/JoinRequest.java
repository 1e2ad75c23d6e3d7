package io.craton.vault.consensus.membership;

/// A peer asks to be taken into a cluster that exists.
///
/// @param serving its Raft server runs and accepts connections
public record JoinRequest(PeerName peer, boolean serving) {}
