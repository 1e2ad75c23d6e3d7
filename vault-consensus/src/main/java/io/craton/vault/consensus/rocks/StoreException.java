package io.craton.vault.consensus.rocks;

/// The state on disk cannot be read or written. A fault: the node must stop; its peers hold the
/// state, so a node whose data directory is emptied comes back by itself.
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean damage;

  /// @param message says what was tried and where
  public StoreException(String message, Throwable cause) {
    this(message, cause, false);
  }

  /// The same without a cause.
  public StoreException(String message) {
    super(message);
    damage = false;
  }

  /// Files that are not as they were written, though RocksDB reads them.
  ///
  /// @param message says where, and what is wrong
  public static StoreException damage(String message) {
    return new StoreException(message, new IllegalStateException(message), true);
  }

  /// @param damage whether the files are not as they were written
  public StoreException(String message, Throwable cause, boolean damage) {
    super(message, cause);
    this.damage = damage;
  }

  /// Whether the files are known not to be as they were written: another try meets the same.
  public boolean isDamage() {
    return damage;
  }
}
