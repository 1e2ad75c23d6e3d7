package io.craton.vault.consensus.backup;

/// The directory is none into which a backup may be restored.
public final class RestoreRefused extends Exception {
  private static final long serialVersionUID = 1L;

  /// @param message why, and what to do
  public RestoreRefused(String message) {
    super(message);
  }
}
