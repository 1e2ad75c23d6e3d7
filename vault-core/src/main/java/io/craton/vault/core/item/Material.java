package io.craton.vault.core.item;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.token.TokenHash;
import java.util.Optional;

/// What a version is made of, as far as it may be stored: references and ciphertext.
public sealed interface Material {
  /// A key in the HSM.
  ///
  /// @param publicKey the public half of a key pair; empty for symmetric keys
  record HsmKey(KeyRef ref, Optional<PublicKey> publicKey) implements Material {}

  /// The public half of a key pair whose private half is elsewhere: it verifies, and nothing else.
  /// The HSM holds nothing of it.
  record PublicOnly(PublicKey publicKey) implements Material {}

  /// A key pair that is computed with outside the HSM.
  ///
  /// @param privateKey PKCS#8, sealed as values are
  record SoftwareKey(Sealed privateKey, PublicKey publicKey) implements Material {}

  /// A value encrypted under the cluster's key-encryption key, with item, version and field as
  /// associated data.
  ///
  /// @param kek the generation of the key-encryption key it is encrypted under
  /// @param ciphertext nonce ‖ ciphertext ‖ tag of AES-256-GCM
  /// @param under the version of a vault key that the value was encrypted under before it was
  ///   sealed, when the item names one
  record Sealed(KekVersion kek, Bytes ciphertext, Optional<VersionId> under) implements Material {}

  /// The value of an API token of this vault, which is let in by it.
  ///
  /// @param token what the state knows the value by
  record ApiToken(Sealed secret, TokenHash token) implements Material {}

  /// The secret of an OAuth client.
  ///
  /// @param secretId its public id
  record Credential(Sealed secret, String secretId) implements Material {}

  /// What of it is sealed under the key-encryption key.
  default Optional<Sealed> sealedPart() {
    return switch (this) {
      case HsmKey key -> Optional.empty();
      case PublicOnly half -> Optional.empty();
      case SoftwareKey key -> Optional.of(key.privateKey());
      case Sealed sealed -> Optional.of(sealed);
      case ApiToken token -> Optional.of(token.secret());
      case Credential credential -> Optional.of(credential.secret());
    };
  }

  /// The same with another [#sealedPart()].
  ///
  /// @throws IllegalStateException when it has none
  default Material resealed(Sealed part) {
    return switch (this) {
      case HsmKey key -> throw new IllegalStateException("a key in the HSM is not sealed");
      case PublicOnly half -> throw new IllegalStateException("a public key is not sealed");
      case SoftwareKey key -> new SoftwareKey(part, key.publicKey());
      case Sealed sealed -> part;
      case ApiToken token -> new ApiToken(part, token.token());
      case Credential credential -> new Credential(part, credential.secretId());
    };
  }
}
