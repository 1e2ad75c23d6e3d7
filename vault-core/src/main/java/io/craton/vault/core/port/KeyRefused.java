package io.craton.vault.core.port;

/// A key is not let in. The message says why, and quotes nothing of the key.
public final class KeyRefused extends Exception {
  private static final long serialVersionUID = 1;

  public KeyRefused(String message) {
    super(message);
  }
}
