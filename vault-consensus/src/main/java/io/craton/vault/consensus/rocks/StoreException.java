package io.craton.vault.consensus.rocks;

/// The state on disk cannot be read or written. A fault: the node must stop; its peers hold the
/// state, so a node whose data directory is emptied comes back by itself.
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param message says what was tried and where
  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  /// The same without a cause.
  public StoreException(String message) {
    super(message);
  }
}
