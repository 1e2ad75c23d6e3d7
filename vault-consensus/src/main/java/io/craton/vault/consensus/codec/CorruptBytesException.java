package io.craton.vault.consensus.codec;

/// Bytes are not what this system wrote. A fault: whoever meets it while applying the log or
/// reading the state must stop the node.
public final class CorruptBytesException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param message says which record, and what is wrong with it; never its content
  public CorruptBytesException(String message) {
    super(message);
  }

  /// The same with a cause.
  public CorruptBytesException(String message, Throwable cause) {
    super(message, cause);
  }
}
