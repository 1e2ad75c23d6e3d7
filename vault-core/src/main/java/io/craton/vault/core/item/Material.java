package io.craton.vault.core.item;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.id.KekVersion;
import java.util.Optional;

/// What a version is made of, as far as it may be stored: references and ciphertext.
public sealed interface Material {
  /// A key in the HSM.
  ///
  /// @param publicKey the public half of a key pair; empty for symmetric keys
  record HsmKey(KeyRef ref, Optional<PublicKey> publicKey) implements Material {}

  /// A value encrypted under the cluster's key-encryption key, with item, version and field as
  /// associated data.
  ///
  /// @param kek the generation of the key-encryption key it is encrypted under
  /// @param ciphertext nonce ‖ ciphertext ‖ tag of AES-256-GCM
  record Sealed(KekVersion kek, Bytes ciphertext) implements Material {}
}
