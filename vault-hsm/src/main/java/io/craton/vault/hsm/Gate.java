package io.craton.vault.hsm;

import io.craton.vault.core.port.Unavailable;

/// The circuit breaker as callers see it. Thread-safe.
interface Gate {
  /// Returns if the token is believed to work.
  ///
  /// @throws Unavailable at once when it is not, with the time of the next attempt to recover
  void requireReady() throws Unavailable;
}
