package io.craton.vault.core.port;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.item.PublicKey;

/// Keys of algorithms that no token has ([Algorithm#software()]): computed with in this process, if
/// the operator allows that. What is done with private keys can be refused by configuration;
/// verifying needs none and never is. Thread-safe.
///
/// Not guaranteed: that no copy of a private key stays in the heap. What is handed in and out is
/// wiped by its owner; the library's own copies go with the garbage collector.
///
/// Private keys are PKCS#8 (RFC 5958), public ones SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), both
/// in DER. Every method waits for a free processor, and throws [Unavailable] when none comes in
/// time.
public interface SoftwareKeys extends Verifier {
  /// Refuses unless private keys of that algorithm may be used on this node.
  ///
  /// @throws AlgorithmUnsupported when the configuration refuses them
  void requireAllowed(Algorithm algorithm) throws AlgorithmUnsupported;

  /// Makes a pair. The caller closes it.
  Pair generate(Algorithm algorithm, Deadline deadline) throws Unavailable, AlgorithmUnsupported;

  /// The pair in the form in which the vault keeps it, after it has proved that its halves belong
  /// together. The caller closes both.
  ///
  /// @throws KeyRefused when it is no pair of the algorithm
  Pair importPair(Algorithm algorithm, KeyMaterial.Pair material, Deadline deadline)
      throws Unavailable, AlgorithmUnsupported, KeyRefused;

  /// The public key in the form in which the vault keeps it. Works whatever is configured.
  ///
  /// @throws KeyRefused when it is none of the algorithm
  PublicKey importPublic(Algorithm algorithm, PublicKey publicKey) throws KeyRefused;

  /// The signature over the whole message. Randomised where the scheme can be.
  ///
  /// @throws IllegalStateException when the key is none of the algorithm: the state is corrupt, a
  ///   fault
  Bytes sign(SecretBytes privateKey, Algorithm algorithm, byte[] message, Deadline deadline)
      throws Unavailable, AlgorithmUnsupported;

  /// A key pair in the clear. Holds a secret: close it.
  record Pair(PublicKey publicKey, SecretBytes privateKey) implements AutoCloseable {
    @Override
    public void close() {
      privateKey.close();
    }
  }
}
