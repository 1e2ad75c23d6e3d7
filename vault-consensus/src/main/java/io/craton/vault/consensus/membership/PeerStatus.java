package io.craton.vault.consensus.membership;

import java.util.List;

/// What a node says about itself at one moment, to its peers.
///
/// @param peer who says it
/// @param members fingerprint of the names in its configuration; for the founding of a cluster
/// @param phase how far it has come
/// @param founders with whom its cluster started, if it was there
/// @param raft its place in Raft
/// @param clocks what time it is there
/// @param applied the last log entry that is part of its state; -1 before the first
public record PeerStatus(
    PeerName peer,
    long members,
    Phase phase,
    List<PeerName> founders,
    RaftStatus raft,
    Clocks clocks,
    long applied) {
  public PeerStatus {
    founders = List.copyOf(founders);
  }

  /// Of a node without a state.
  public PeerStatus(
      PeerName peer,
      long members,
      Phase phase,
      List<PeerName> founders,
      RaftStatus raft,
      Clocks clocks) {
    this(peer, members, phase, founders, raft, clocks, -1);
  }

  /// A node's place in Raft, all of it read within one term.
  ///
  /// @param term the current term; negative when the node takes no part in Raft, or the term
  ///   changed while the rest was read
  /// @param readyLeader it leads, and has committed an entry of its own term
  /// @param commitIndex the last entry it knows to be committed
  /// @param voters fingerprint of the configuration it uses, both halves of a joint one
  /// @param willing whether leadership may be handed to it
  public record RaftStatus(
      long term, boolean readyLeader, long commitIndex, long voters, boolean willing) {
    /// Takes no part.
    public static final RaftStatus NONE = new RaftStatus(-1, false, -1, 0);

    /// Of one that is willing.
    public RaftStatus(long term, boolean readyLeader, long commitIndex, long voters) {
      this(term, readyLeader, commitIndex, voters, true);
    }

    /// The same with another will.
    public RaftStatus willing(boolean newWilling) {
      return new RaftStatus(term, readyLeader, commitIndex, voters, newWilling);
    }
  }

  /// What time it is at a node, in microseconds since 1970.
  ///
  /// @param ownMicros by its own clock, right or wrong
  /// @param quorumMicros no later than the clocks of a majority, as far as it knows; `UNKNOWN` when
  ///   it knows nothing
  public record Clocks(long ownMicros, long quorumMicros) {
    /// No time.
    public static final long UNKNOWN = -1;

    /// The end of the year 9999: later times are no times, and nothing overflows before them.
    public static final long LATEST = 253_402_300_799_999_999L;

    /// @throws IllegalArgumentException when a time is out of its range
    public Clocks {
      if (ownMicros < 0 || ownMicros > LATEST || quorumMicros < UNKNOWN || quorumMicros > LATEST) {
        throw new IllegalArgumentException("no times: " + ownMicros + ", " + quorumMicros);
      }
    }
  }
}
