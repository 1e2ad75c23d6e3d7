package io.craton.vault.core.item;

import java.util.Optional;

/// The names of the five version states.
public enum StateName {
  ACTIVE(1, "active"),
  DEACTIVATED(2, "deactivated"),
  SUSPENDED(3, "suspended"),
  COMPROMISED(4, "compromised"),
  DESTROYED(5, "destroyed");

  private final int code;
  private final String wireName;

  StateName(int code, String wireName) {
    this.code = code;
    this.wireName = wireName;
  }

  /// The persisted number; never changed, never reused.
  public int code() {
    return code;
  }

  /// The name in requests and answers.
  public String wireName() {
    return wireName;
  }

  /// The state with that wire name, matched exactly.
  public static Optional<StateName> ofWireName(String name) {
    for (StateName state : values()) {
      if (state.wireName.equals(name)) {
        return Optional.of(state);
      }
    }
    return Optional.empty();
  }

  /// The state with that persisted number.
  public static Optional<StateName> ofCode(int code) {
    for (StateName state : values()) {
      if (state.code == code) {
        return Optional.of(state);
      }
    }
    return Optional.empty();
  }
}
