package io.craton.vault.consensus.backup;

import java.io.IOException;

/// What was read is no archive, not all of one, or not as it was written.
public final class DamagedArchive extends IOException {
  private static final long serialVersionUID = 1L;

  /// @param message what was expected and what was found
  public DamagedArchive(String message) {
    super(message);
  }
}
