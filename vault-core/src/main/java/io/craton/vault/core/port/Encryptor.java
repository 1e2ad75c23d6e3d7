package io.craton.vault.core.port;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.PublicKey;
import java.util.Optional;

/// Encrypts and decrypts with a key in the HSM, in the layouts of contract section 7.5.
/// Thread-safe.
public interface Encryptor {
  /// The ciphertext with a fresh nonce. `associatedData` is authenticated where the algorithm can
  /// (AES-GCM), and must be empty elsewhere.
  ///
  /// @throws AlgorithmUnsupported when the HSM cannot do the algorithm
  Bytes encrypt(
      KeyRef key, Algorithm algorithm, byte[] plaintext, byte[] associatedData, Deadline deadline)
      throws Unavailable, AlgorithmUnsupported;

  /// The ciphertext for the holder of the private key. Takes no secret and asks no HSM.
  ///
  /// @throws IllegalArgumentException when the algorithm has no public key, or the plaintext is
  ///   longer than it takes
  /// @throws AlgorithmUnsupported when the HSM could not decrypt it
  Bytes encrypt(PublicKey key, Algorithm algorithm, byte[] plaintext) throws AlgorithmUnsupported;

  /// The plaintext, or empty when the ciphertext is not one made with this key and associated data,
  /// for whatever reason; the reason is not told, neither by text nor (as far as the HSM allows) by
  /// time.
  ///
  /// @throws AlgorithmUnsupported when the HSM cannot do the algorithm
  Optional<SecretBytes> decrypt(
      KeyRef key, Algorithm algorithm, byte[] ciphertext, byte[] associatedData, Deadline deadline)
      throws Unavailable, AlgorithmUnsupported;
}
