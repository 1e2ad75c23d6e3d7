package io.craton.vault.core.port;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.port.KeyGenerator.Generated;

/// Lets keys into the HSM. Thread-safe.
public interface KeyImporter {
  /// Puts the key into the HSM, permanently, with no other use than the algorithm's, and makes it
  /// prove that it works and that the public half is that of the private one. When this method
  /// throws, no object is left behind, except after a crash or a lost connection.
  ///
  /// @param exportable whether it may leave the HSM again, wrapped
  /// @throws IllegalArgumentException when the material is no private or secret key
  /// @throws KeyRefused when it is no key for `algorithm`, is weak, or its halves do not match
  /// @throws AlgorithmUnsupported when the HSM cannot do the algorithm
  Generated importKey(
      Algorithm algorithm, KeyMaterial material, boolean exportable, Deadline deadline)
      throws Unavailable, AlgorithmUnsupported, KeyRefused;

  /// Makes the HSM verify something with a public key, and leaves nothing of it there: what passes
  /// can be verified with later.
  ///
  /// Not checked: that the key is sound. Whoever read it has done that.
  ///
  /// @param algorithm one that signs with key pairs
  /// @param publicKey of the form that the algorithm wants
  /// @throws KeyRefused when the HSM does not take the key, as one in FIPS mode with small
  ///   exponents
  /// @throws AlgorithmUnsupported when the HSM cannot do the algorithm
  void requireVerifiable(Algorithm algorithm, PublicKey publicKey, Deadline deadline)
      throws Unavailable, AlgorithmUnsupported, KeyRefused;
}
