package io.craton.vault.core.port;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.item.PublicKey;

/// Verifies signatures with a public key. Thread-safe.
public interface Verifier {
  /// True when `signature` (in the form of [Signer#sign]) is valid for the message. A signature of
  /// impossible length or encoding is not valid; it is no error.
  ///
  /// @throws AlgorithmUnsupported when the HSM cannot do the algorithm
  boolean verify(
      PublicKey key, Algorithm algorithm, byte[] message, byte[] signature, Deadline deadline)
      throws Unavailable, AlgorithmUnsupported;
}
