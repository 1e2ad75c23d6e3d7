package io.craton.vault.core.port;

import io.craton.vault.core.item.KeyRef;

/// Looks harder for keys that were not found. Thread-safe.
///
/// A key that was not found is gone, or the HSM does not show it to this process: the state knows
/// which. So who gets [Unavailable.Reason#HSM_KEY_MISSING] asks the state first. Whoever keeps
/// destroying keys in use must not make the nodes look for them.
public interface KeySearch {
  /// The state holds this key, which was not found: the next operation with it looks for it by all
  /// means, such as a fresh start of the library. Returns at once.
  void expect(KeyRef key);
}
