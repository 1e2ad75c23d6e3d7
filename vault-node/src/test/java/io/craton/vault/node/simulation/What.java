package io.craton.vault.node.simulation;

/// What a step of a plan does.
///
/// Those with a weight are asked for by clients, that much more often than others; the rest goes
/// wrong.
enum What {
  CREATE_KEY(6),
  CREATE_SECRET(5),
  CREATE_TOKEN(3),
  ROTATE_KEY(7),
  ROTATE_SECRET(7),
  SIGN(24),
  GET(14),
  SUSPEND(7),
  ACTIVATE(7),
  DEACTIVATE(2),
  COMPROMISE(2),
  DESTROY(3),
  DISABLE(4),
  ENABLE(4),
  DELETE(2),
  MINT_TOKEN(3),
  REVOKE_TOKEN(2),
  USE_TOKEN(8),
  ROTATE_KEK(1),
  RETIRE_KEK(1),
  RACE(2),

  PARTITION,
  CUT_OFF,
  CUT_ONE_WAY,
  HEAL_NETWORK,
  LOSE_MESSAGES,
  DELAY_MESSAGES,
  CRASH,
  CRASH_ALL,
  PAUSE,
  CAMPAIGN,
  SLOW_APPLY,
  SLOW_DISK,
  CLOCK_AHEAD,
  CLOCK_BEHIND,
  TOKEN_GONE,
  LOGGED_OUT,
  SESSION_LOST,
  LIBRARY_DOWN,
  KEYS_INVISIBLE,
  COLLISIONS,
  HSM_HANGS,
  HSM_SLOW,
  HSM_FAILS,
  HSM_UNTOLD,
  HSM_OVERLOADED,
  WRONG_PIN,
  HSM_CRASHES;

  private final int weight;

  What() {
    this(0);
  }

  What(int weight) {
    this.weight = weight;
  }

  /// 0 for what goes wrong.
  int weight() {
    return weight;
  }

  boolean isFault() {
    return weight == 0;
  }
}
