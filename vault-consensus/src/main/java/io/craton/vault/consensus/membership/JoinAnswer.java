package io.craton.vault.consensus.membership;

/// What a node answers to a [JoinRequest].
public enum JoinAnswer {
  /// Ask the leader: this node is not it.
  NOT_LEADER(1),
  /// Ask again: something has to be done first, and is being done.
  WAIT(2),
  /// No other peer of your node's name is left in the cluster: start your Raft server, ask again.
  START(3),
  /// You are in.
  WELCOME(4),
  /// Your node is not among the members that this cluster admits.
  REFUSED(5),
  /// Your peer was taken out of the cluster, or another one has come in its place.
  REMOVED(6);

  private final int code;

  JoinAnswer(int code) {
    this.code = code;
  }

  /// The number on the wire; never changed, never reused.
  public int code() {
    return code;
  }

  /// The answer with that number.
  ///
  /// @throws IllegalArgumentException when there is none
  public static JoinAnswer ofCode(int code) {
    for (JoinAnswer answer : values()) {
      if (answer.code == code) {
        return answer;
      }
    }
    throw new IllegalArgumentException("unknown join answer " + code);
  }
}
