package io.craton.vault.hsm;

/// The HSM cannot be used as configured. The message is one line for the operator and holds no
/// secret.
public final class HsmOpenException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

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
    TOKEN_UNUSABLE
  }

  HsmOpenException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  HsmOpenException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /// What is wrong.
  public Kind kind() {
    return kind;
  }
}
