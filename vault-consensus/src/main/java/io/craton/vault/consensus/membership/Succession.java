package io.craton.vault.consensus.membership;

import java.util.Comparator;

/// The question whether a leader is gone, and what a voter says to it.
public final class Succession {
  private Succession() {}

  /// What a voter is asked that finds the leader's process gone.
  ///
  /// @param leader whom the one that asks has lost
  /// @param term in which it led
  public record Question(PeerName leader, long term) {}

  /// What a voter answers.
  ///
  /// @param voter who says it
  /// @param gone it follows that leader in that term, has lost its connection to it since, and the
  ///   leader's machine refuses another
  /// @param willing whether it should lead
  /// @param last where its log ends; nothing unless `gone`
  public record Answer(PeerName voter, boolean gone, boolean willing, Position last) {}

  /// The last entry of a log; a greater one is a longer log, as votes have it (Raft, section
  /// 5.4.1).
  ///
  /// @param term of the entry; -1 without one
  /// @param index of the entry; -1 without one
  public record Position(long term, long index) implements Comparable<Position> {
    /// Of an empty log.
    public static final Position NONE = new Position(-1, -1);

    private static final Comparator<Position> ORDER =
        Comparator.comparingLong(Position::term).thenComparingLong(Position::index);

    @Override
    public int compareTo(Position other) {
      return ORDER.compare(this, other);
    }
  }
}
