package io.craton.vault.consensus;

import java.util.List;
import java.util.Optional;

/// How a node sees itself; for health checks and people. Not linearizable.
///
/// @param role what it is
/// @param peerId its name in the log's configuration; a node whose disk was lost has a new one
/// @param term the current term; 0 before the node takes part
/// @param leader the peer id of the leader, as far as it is known
/// @param appliedIndex the last log entry that is part of the local state; -1 before the first
/// @param commitIndex the last log entry known to be committed; -1 before the first
/// @param peers peer ids of the voting members, in order
/// @param healthy true when the node takes part, knows a leader and has no fault
public record ConsensusStatus(
    Role role,
    String peerId,
    long term,
    Optional<String> leader,
    long appliedIndex,
    long commitIndex,
    List<String> peers,
    boolean healthy) {
  /// What a node is.
  public enum Role {
    /// Waits for its peers to form the cluster, or to let it in.
    JOINING,
    /// Follows a leader.
    FOLLOWER,
    /// Stands for election.
    CANDIDATE,
    /// Leads.
    LEADER,
    /// Takes no part any more.
    STOPPED
  }
}
