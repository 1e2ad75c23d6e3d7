package io.craton.vault.consensus;

import java.time.Duration;

/// What may be changed about Raft, within what is safe.
///
/// @param electionMin shortest time without a heartbeat after which a follower calls an election
/// @param electionMax longest such time
/// @param snapshotEntries a snapshot is taken after that many entries
/// @param snapshotInterval and after that time, if there were any
/// @param keptEntries log entries kept behind the snapshot, so that a node that was away for a
///   moment catches up from the log
/// @param leave how long a node that is to be taken out votes and serves on, so that its clients
///   can turn away from it
public record Tuning(
    Duration electionMin,
    Duration electionMax,
    long snapshotEntries,
    Duration snapshotInterval,
    long keptEntries,
    Duration leave) {
  private static final Duration SHORTEST_ELECTION = Duration.ofMillis(50);
  private static final Duration LONGEST_ELECTION = Duration.ofSeconds(30);

  /// What runs well on machines of one region; measured.
  public static final Tuning DEFAULT =
      new Tuning(
          Duration.ofMillis(300),
          Duration.ofMillis(600),
          10_000,
          Duration.ofHours(1),
          10_000,
          Duration.ZERO);

  /// @throws IllegalArgumentException when a value is out of its range
  public Tuning {
    require(
        electionMin.compareTo(SHORTEST_ELECTION) >= 0
            && electionMax.compareTo(LONGEST_ELECTION) <= 0,
        "election times must lie between " + SHORTEST_ELECTION + " and " + LONGEST_ELECTION);
    require(
        electionMax.multipliedBy(2).compareTo(electionMin.multipliedBy(3)) >= 0,
        "electionMax must be at least 1.5 times electionMin, or votes split for ever");
    require(snapshotEntries >= 1, "snapshotEntries must be positive");
    require(
        snapshotInterval.compareTo(Duration.ofSeconds(1)) >= 0,
        "snapshotInterval must be at least a second");
    require(keptEntries >= 0, "keptEntries must not be negative");
    require(!leave.isNegative(), "leave must not be negative");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
