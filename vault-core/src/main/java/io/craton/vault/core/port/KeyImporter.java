package io.craton.vault.core.port;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.port.KeyGenerator.Generated;

/// Lets keys into the HSM. Thread-safe.
public interface KeyImporter {
  /// Puts the key into the HSM, permanently, with no other use than the algorithm's, and makes it
  /// prove that it works and that the public half is that of the private one. When this method
  /// throws, no object is left behind, except after a crash or a lost connection.
  ///
  /// @param exportable whether it may leave the HSM again, wrapped
  /// @throws KeyRefused when it is no key for `algorithm`, is weak, or its halves do not match
  /// @throws AlgorithmUnsupported when the HSM cannot do the algorithm
  Generated importKey(
      Algorithm algorithm, KeyMaterial material, boolean exportable, Deadline deadline)
      throws Unavailable, AlgorithmUnsupported, KeyRefused;
}
