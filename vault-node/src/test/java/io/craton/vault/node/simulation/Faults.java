package io.craton.vault.node.simulation;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/// Counts what went wrong, by kind, so that a run can show what it has met.
final class Faults {
  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);

  /// Everything that can.
  enum Kind {
    MESSAGE_DELAYED,
    MESSAGE_DROPPED,
    MESSAGE_DUPLICATED,
    PARTITION,
    NODE_CUT_OFF,
    ONE_WAY_CUT,
    CRASH,
    CRASH_OF_ALL,
    UNSYNCED_LOG_LOST,
    STATE_BEHIND_LOG,
    PAUSE,
    PAUSE_IN_CALL,
    LEADER_CHANGE,
    SNAPSHOT_INSTALLED,
    SLOW_APPLY,
    SLOW_DISK,
    CLOCK_AHEAD,
    CLOCK_BEHIND,
    HSM_TOKEN_GONE,
    HSM_LOGGED_OUT,
    HSM_SESSION_LOST,
    HSM_LIBRARY_DOWN,
    HSM_KEY_INVISIBLE,
    HSM_TRANSIENT_STUB,
    HSM_HUNG,
    HSM_SLOW,
    HSM_FAILED,
    HSM_DONE_UNTOLD,
    HSM_OVERLOADED,
    HSM_WRONG_PIN,
    HSM_CRASHES_PROCESS,
    PROPOSAL_UNANSWERED,
    CLIENT_GAVE_UP
  }

  void met(Kind kind) {
    counts.merge(kind, 1L, Long::sum);
  }

  void add(Faults other) {
    other.counts.forEach((kind, count) -> counts.merge(kind, count, Long::sum));
  }

  Map<Kind, Long> counts() {
    return new TreeMap<>(counts);
  }
}
