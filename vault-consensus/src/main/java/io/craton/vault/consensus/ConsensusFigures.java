package io.craton.vault.consensus;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a node counts and measures of its part in the cluster; for metrics. Not linearizable, and
/// its parts are not of one moment.
///
/// @param actorlessChanges that this node has applied since it started: of the kind that callers
///   make with a token, made without one
/// @param peers the other voting members, by name; empty before the node takes part
public record ConsensusFigures(
    ConsensusStatus status,
    Elections elections,
    long actorlessChanges,
    Rounds rounds,
    Disk disk,
    Optional<Snapshot> snapshot,
    List<Peer> peers) {
  public ConsensusFigures {
    peers = List.copyOf(peers);
  }

  /// Since the node started.
  ///
  /// @param stood in which this node stood and that ended, won or not
  /// @param leaderChanges how often this node learned of another leader
  public record Elections(long stood, long leaderChanges) {}

  /// Rounds of questions to voters for the sake of reads, which concurrent reads share.
  ///
  /// @param failed of them, those in which no majority of one term answered
  public record Rounds(long started, long failed) {}

  /// In bytes. A file that a snapshot shares with the state counts in both.
  ///
  /// @param log files of the Raft log
  public record Disk(long log, long state, long snapshots) {}

  /// The newest snapshot of this node.
  public record Snapshot(long index, Instant takenAt) {}

  /// Another voting member.
  ///
  /// @param reachable it answered a question of this node within the last seconds
  public record Peer(String name, boolean reachable) {}
}
