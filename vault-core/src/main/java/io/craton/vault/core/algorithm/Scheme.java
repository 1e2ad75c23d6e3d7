package io.craton.vault.core.algorithm;

/// What is computed with a key.
public sealed interface Scheme {
  /// ECDSA of FIPS 186-5; signatures travel between modules as r‖s of fixed width.
  record Ecdsa(Digest digest) implements Scheme {}

  /// Pure Ed25519 of RFC 8032: 64 bytes, no prehash.
  record PureEdDsa() implements Scheme {}

  /// RSASSA-PSS of RFC 8017 §8.1, MGF1 with the same digest, salt as long as the digest.
  record RsaPss(Digest digest) implements Scheme {}

  /// RSASSA-PKCS1-v1_5 of RFC 8017 §8.2.
  record RsaPkcs1(Digest digest) implements Scheme {}

  /// AES-GCM of NIST SP 800-38D; ciphertexts are nonce (12) ‖ ciphertext ‖ tag (16).
  record AesGcm() implements Scheme {}
}
