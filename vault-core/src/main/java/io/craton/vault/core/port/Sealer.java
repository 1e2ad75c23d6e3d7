package io.craton.vault.core.port;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.item.KeyRef;

/// Encrypts values at rest under a key-encryption key in the HSM: AES-256-GCM, output nonce (12) ‖
/// ciphertext ‖ tag (16). Thread-safe.
public interface Sealer {
  /// The ciphertext of `plaintext`, bound to `associatedData`.
  Bytes seal(KeyRef kek, SecretBytes plaintext, Bytes associatedData, Deadline deadline)
      throws Unavailable;

  /// The plaintext.
  ///
  /// @throws IllegalStateException when the ciphertext was not made with this key and associated
  ///   data: the state is corrupt, a fault
  SecretBytes open(KeyRef kek, Bytes ciphertext, Bytes associatedData, Deadline deadline)
      throws Unavailable;
}
