package io.craton.vault.core.port;

import io.craton.vault.core.item.KeyRef;

/// Destroys keys in the HSM. Thread-safe.
public interface KeyDestroyer {
  /// Destroys every object of the key and confirms that none is left. Idempotent: a key that is
  /// gone already is destroyed.
  ///
  /// @throws Unavailable when the HSM could not confirm; try again
  void destroy(KeyRef key, Deadline deadline) throws Unavailable;
}
