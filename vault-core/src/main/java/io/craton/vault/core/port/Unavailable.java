package io.craton.vault.core.port;

import java.time.Duration;

/// The vault cannot do it now, though nothing is wrong with the request. For a write it is
/// *unknown* whether it took effect; a retry that names the earlier request id finds out.
public final class Unavailable extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final Duration retryAfter;

  /// Why it cannot be done.
  public enum Reason {
    /// No majority of nodes answered in time.
    NO_QUORUM,
    /// The deadline passed.
    DEADLINE,
    /// A bounded queue or pool is full.
    OVERLOADED,
    /// The HSM does not answer, or the circuit breaker is open.
    HSM_DOWN,
    /// The HSM answers, and refuses or fails this operation.
    HSM_FAILED,
    /// The HSM does not hold the key that the state names.
    HSM_KEY_MISSING,
    /// The cluster has no key-encryption key yet, or this node is not ready.
    NOT_READY,
    /// The disk of this node has too little room for more entries of the log.
    DISK_LOW,
    /// This node is going down.
    SHUTTING_DOWN
  }

  /// @param message says what was tried and what happened; never a secret
  /// @param retryAfter when it makes sense to try again
  public Unavailable(Reason reason, String message, Duration retryAfter) {
    super(message);
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  /// The same with a cause.
  public Unavailable(Reason reason, String message, Duration retryAfter, Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  /// Why it cannot be done.
  public Reason reason() {
    return reason;
  }

  /// When it makes sense to try again.
  public Duration retryAfter() {
    return retryAfter;
  }
}
