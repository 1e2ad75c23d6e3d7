package io.craton.vault.hsm.software;

import io.craton.vault.core.algorithm.ParameterSet;
import java.security.SecureRandom;

/// A signature scheme with one set of parameters. Keys are PKCS#8 and SubjectPublicKeyInfo in DER.
/// Stateless and thread-safe.
interface SignatureScheme {
  /// A new pair.
  Halves generate(SecureRandom random);

  /// The private key as this scheme writes it.
  ///
  /// @throws MalformedKey when it is none of this scheme
  byte[] readPrivate(byte[] pkcs8) throws MalformedKey;

  /// Whether a private key that somebody else made may be used: only if no key of any content makes
  /// signing take forever.
  default boolean takesForeignKeys() {
    return true;
  }

  /// The public key as this scheme writes it.
  ///
  /// @throws MalformedKey when it is none of this scheme
  byte[] readPublic(byte[] spki) throws MalformedKey;

  /// A signature over the message, randomised.
  ///
  /// @throws MalformedKey when `pkcs8` is no private key of this scheme
  byte[] sign(byte[] pkcs8, byte[] message, SecureRandom random) throws MalformedKey;

  /// Whether the signature, of a possible length, is valid for the message.
  ///
  /// @throws MalformedKey when `spki` is no public key of this scheme
  boolean verify(byte[] spki, byte[] message, byte[] signature) throws MalformedKey;

  /// A pair. Its maker wipes the private half.
  // Arrays, because they are to be wiped; nobody compares halves.
  @SuppressWarnings("ArrayRecordComponent")
  record Halves(byte[] spki, byte[] pkcs8) {}

  /// The scheme of a parameter set.
  static SignatureScheme of(ParameterSet set) {
    return switch (set) {
      case ML_DSA_44, ML_DSA_65, ML_DSA_87 -> new MlDsa(set);
      case ED25519_DILITHIUM2, ED448_DILITHIUM3 -> new Hybrid(set);
      case SPHINCS_PLUS_128F_SHAKE256_SIMPLE,
          SPHINCS_PLUS_128F_SHAKE256_ROBUST,
          SPHINCS_PLUS_192F_SHAKE256_SIMPLE,
          SPHINCS_PLUS_192F_SHAKE256_ROBUST,
          SPHINCS_PLUS_256F_SHAKE256_SIMPLE,
          SPHINCS_PLUS_256F_SHAKE256_ROBUST,
          SPHINCS_PLUS_128F_SHA256_SIMPLE,
          SPHINCS_PLUS_128F_SHA256_ROBUST,
          SPHINCS_PLUS_192F_SHA256_SIMPLE,
          SPHINCS_PLUS_192F_SHA256_ROBUST,
          SPHINCS_PLUS_256F_SHA256_SIMPLE,
          SPHINCS_PLUS_256F_SHA256_ROBUST ->
          new SphincsPlus(set);
      case FALCON_1024 -> new Falcon();
    };
  }
}
