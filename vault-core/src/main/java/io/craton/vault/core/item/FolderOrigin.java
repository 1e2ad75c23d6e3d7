package io.craton.vault.core.item;

import java.util.Optional;

/// How a folder came into being, which decides how it goes.
public enum FolderOrigin {
  /// As the parent of something; goes when the last item in it goes.
  IMPLICIT(1),
  /// By request; goes when it is deleted.
  EXPLICIT(2),
  /// With the vault; stays.
  BUILT_IN(3);

  private final int code;

  FolderOrigin(int code) {
    this.code = code;
  }

  /// The persisted number; never changed, never reused.
  public int code() {
    return code;
  }

  /// The origin with that persisted number.
  public static Optional<FolderOrigin> ofCode(int code) {
    for (FolderOrigin origin : values()) {
      if (origin.code == code) {
        return Optional.of(origin);
      }
    }
    return Optional.empty();
  }
}
