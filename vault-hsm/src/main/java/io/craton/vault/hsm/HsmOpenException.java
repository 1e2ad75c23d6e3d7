package io.craton.vault.hsm;

/// The HSM cannot be used as configured. The message is one line for the operator and holds no
/// secret.
public final class HsmOpenException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final boolean passing;

  /// What is wrong.
  public enum Kind {
    /// No such file, no PKCS#11 library, or a JVM flag is missing.
    LIBRARY_NOT_LOADABLE,
    /// The library is there and does not start.
    LIBRARY_FAILED,
    /// No slot holds a token of that label.
    TOKEN_NOT_FOUND,
    /// Several slots hold a token of that label.
    TOKEN_AMBIGUOUS,
    /// The token refused the PIN. It was tried once and is not tried again.
    WRONG_PIN,
    /// Logged in, but the token cannot do what the vault needs for itself.
    TOKEN_UNUSABLE,
    /// Logged in, but the token left open whether it can, or did not answer in time.
    NOT_ANSWERED
  }

  HsmOpenException(Kind kind, String message) {
    this(kind, message, false);
  }

  HsmOpenException(Kind kind, String message, boolean passing) {
    super(message);
    this.kind = kind;
    this.passing = passing;
  }

  HsmOpenException(Kind kind, String message, boolean passing, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.passing = passing;
  }

  /// What is wrong.
  public Kind kind() {
    return kind;
  }

  /// Whether it may pass with nobody changing this node's configuration or the token. Never true of
  /// a refused PIN.
  public boolean passing() {
    return passing;
  }
}
