package io.craton.vault.hsm;

import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Waiting;
import java.util.concurrent.locks.LockSupport;

/// The circuit breaker as callers see it. Thread-safe.
interface Gate {
  /// Returns if the token is believed to work. Waits for a recovery that has just begun
  /// ([HsmLimits#RECOVERY_WAIT]), since most take some hundredths of a second.
  ///
  /// @throws Unavailable when it is not, at once when the recovery takes longer
  void awaitReady(Deadline deadline) throws Unavailable;

  /// Something that may be done again from the start.
  interface Attempt<T> {
    T run() throws Unavailable;
  }

  /// The result of `attempt`, which begins when the token is believed to work, and is made again
  /// when it turned out in the middle that the library has to be started again.
  default <T> T pass(Deadline deadline, Attempt<T> attempt) throws Unavailable {
    for (int made = 1; ; made++) {
      awaitReady(deadline);
      try {
        return attempt.run();
      } catch (Unavailable e) {
        boolean again = made < HsmLimits.CALL_ATTEMPTS && !deadline.expired();
        if (e.reason() != Unavailable.Reason.HSM_DOWN || !again) {
          throw e;
        }
        try (var _ = Waiting.begin()) {
          LockSupport.parkNanos(HsmLimits.RESTART_PAUSE.toNanos());
        }
      }
    }
  }
}
