package io.craton.vault.core.cluster;

import java.util.List;
import java.util.stream.Stream;

/// A node as the replicated book of members has it.
///
/// @param raft where its Raft server listens
/// @param peer where its small messages beside Raft are received
/// @param leaving it is to be taken out, and its vote counts until that is done
public record ClusterMember(
    MemberName name, MemberAddress raft, MemberAddress peer, boolean leaving) {
  /// @throws IllegalArgumentException when both addresses are the same
  public ClusterMember {
    if (raft.equals(peer)) {
      throw new IllegalArgumentException("node " + name + " needs two addresses, found " + raft);
    }
  }

  /// One that stays.
  public ClusterMember(MemberName name, MemberAddress raft, MemberAddress peer) {
    this(name, raft, peer, false);
  }

  /// The same on its way out.
  public ClusterMember onTheWayOut() {
    return new ClusterMember(name, raft, peer, true);
  }

  /// True when both are to be found at the same addresses.
  public boolean isWhere(ClusterMember other) {
    return raft.equals(other.raft) && peer.equals(other.peer);
  }

  /// True when an address of one is an address of the other.
  public boolean overlaps(ClusterMember other) {
    List<MemberAddress> theirs = List.of(other.raft, other.peer);
    return Stream.of(raft, peer).anyMatch(theirs::contains);
  }
}
