package io.craton.vault.consensus.membership;

/// How far a node has come. Only ever goes forward within one life of the disk.
public enum Phase {
  /// Has no state and has agreed to nothing.
  CANDIDATE(1),
  /// Is one of the peers that the cluster starts with; its log may be empty still.
  FOUNDER(2),
  /// May be taken in by a cluster that exists; its Raft server runs.
  JOINING(3),
  /// Has a log that it must not lose.
  MEMBER(4),
  /// Was taken out of its cluster. Takes no part any more.
  REMOVED(5);

  private final int code;

  Phase(int code) {
    this.code = code;
  }

  /// The number on the wire and on disk; never changed, never reused.
  public int code() {
    return code;
  }

  /// The phase with that number.
  ///
  /// @throws IllegalArgumentException when there is none
  public static Phase ofCode(int code) {
    for (Phase phase : values()) {
      if (phase.code == code) {
        return phase;
      }
    }
    throw new IllegalArgumentException("unknown phase " + code);
  }
}
