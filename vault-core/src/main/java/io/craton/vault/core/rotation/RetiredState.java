package io.craton.vault.core.rotation;

import java.util.Optional;

/// Where a policy puts the version that a rotation supersedes. Contract section 6.2.
public enum RetiredState {
  DEACTIVATED(1, "deactivated"),
  DESTROYED(2, "destroyed");

  private final int code;
  private final String wireName;

  RetiredState(int code, String wireName) {
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

  /// The state with that persisted number.
  public static Optional<RetiredState> ofCode(int code) {
    for (RetiredState state : values()) {
      if (state.code == code) {
        return Optional.of(state);
      }
    }
    return Optional.empty();
  }

  /// The state with that wire name, matched exactly.
  public static Optional<RetiredState> ofWireName(String name) {
    for (RetiredState state : values()) {
      if (state.wireName.equals(name)) {
        return Optional.of(state);
      }
    }
    return Optional.empty();
  }
}
