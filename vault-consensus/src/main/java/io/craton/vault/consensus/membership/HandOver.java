package io.craton.vault.consensus.membership;

import io.craton.vault.consensus.NodeName;
import java.util.Optional;

/// The wish that a leader hands on its leadership, and what came of it.
public final class HandOver {
  private HandOver() {}

  /// What a leader is asked for.
  ///
  /// @param to to whom; to any node that has everything when empty
  public record Request(Optional<NodeName> to) {}

  /// What it answers.
  ///
  /// @param leader who leads, if the one that answers knows
  public record Answer(Result result, Optional<NodeName> leader) {
    /// Without a word on who leads.
    public Answer(Result result) {
      this(result, Optional.empty());
    }
  }

  /// What came of it.
  public enum Result {
    /// The other node leads.
    DONE(1),
    /// The node that was asked does not lead.
    NOT_LEADER(2),
    /// Another transfer runs.
    BUSY(3),
    /// That node has no vote.
    NO_VOTER(4),
    /// That node does not answer the leader; or none does.
    SILENT(5),
    /// That node has too little of the log.
    LAGS(6),
    /// It did not take over in time; the leader goes on.
    STAYED(7);

    private final int code;

    Result(int code) {
      this.code = code;
    }

    /// The number on the wire; never changed, never reused.
    public int code() {
      return code;
    }

    /// The result with that number.
    ///
    /// @throws IllegalArgumentException when there is none
    public static Result ofCode(int code) {
      for (Result result : values()) {
        if (result.code == code) {
          return result;
        }
      }
      throw new IllegalArgumentException("unknown result of a hand-over " + code);
    }
  }
}
