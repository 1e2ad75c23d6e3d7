package io.craton.vault.core.port;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.item.KeyRef;

/// Signs with a private key in the HSM, or authenticates with a secret one. Thread-safe.
public interface Signer {
  /// The signature over the whole message (hashing included). ECDSA signatures are r‖s, each half
  /// as long as a coordinate of the curve; RSA signatures are as long as the modulus; Ed25519
  /// signatures have 64 bytes; an HMAC is as long as its digest.
  ///
  /// @throws AlgorithmUnsupported when the HSM cannot do the algorithm
  Bytes sign(KeyRef key, Algorithm algorithm, byte[] message, Deadline deadline)
      throws Unavailable, AlgorithmUnsupported;
}
