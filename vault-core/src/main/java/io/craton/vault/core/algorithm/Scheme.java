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

  /// The signature scheme that the key's [ParameterSet] is of. ML-DSA is pure, hedged, and has an
  /// empty context (FIPS 204 §5.2).
  record PostQuantum() implements Scheme {}

  /// AES-GCM of NIST SP 800-38D; ciphertexts are nonce (12) ‖ ciphertext ‖ tag (16).
  record AesGcm() implements Scheme {}

  /// AES-CBC of NIST SP 800-38A §6.2; ciphertexts are length of the plaintext (4, little-endian) ‖
  /// IV (16) ‖ blocks, the last one filled with zeros. Not authenticated.
  record AesCbc() implements Scheme {}

  /// AES-CFB of NIST SP 800-38A §6.3 with segments of 128 bits; ciphertexts are IV (16) ‖
  /// ciphertext, which is as long as the plaintext. Not authenticated.
  record AesCfb() implements Scheme {}

  /// RSAES-OAEP of RFC 8017 §7.1, MGF1 with the same digest, empty label.
  record RsaOaep(Digest digest) implements Scheme {
    /// The longest plaintext for a modulus of that many bits, in bytes.
    public int maxPlaintextBytes(int modulusBits) {
      return modulusBits / Byte.SIZE - 2 * digest.sizeBytes() - 2;
    }
  }

  /// HMAC of RFC 2104, not truncated.
  record Hmac(Digest digest) implements Scheme {}

  /// Format-preserving encryption FF3-1 of NIST SP 800-38G Rev. 1, draft of 2019: withdrawn by the
  /// draft of 2025, kept for what was encrypted with it. Digits in, as many digits out.
  record Ff31() implements Scheme {}
}
