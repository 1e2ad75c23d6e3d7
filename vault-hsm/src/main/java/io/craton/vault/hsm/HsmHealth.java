package io.craton.vault.hsm;

import java.time.Instant;
import java.util.Optional;

/// How the HSM layer is doing.
///
/// @param epoch the number of the current epoch: one more for each initialisation and each login
/// @param since when the state was entered
/// @param lastError the class of the last error that made the layer doubt the token
/// @param sessions open sessions, without the one that keeps the login
/// @param keys keys whose handles are known in the present epoch
/// @param callsRunning calls inside the token now; a number that stays at `sessions` means that the
///   token hangs
public record HsmHealth(
    State state,
    int epoch,
    Instant since,
    Optional<ErrorClass> lastError,
    int sessions,
    int keys,
    int callsRunning) {
  /// What the layer does with calls.
  public enum State {
    /// The sentinel key signs; calls are served.
    READY,
    /// The token is not usable; calls fail at once while the layer tries to get it back.
    RECOVERING,
    /// The token refused the PIN; nothing is tried again until a restart.
    REFUSED,
    /// Closed.
    CLOSED
  }
}
