package io.craton.vault.core.port;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.algorithm.KeySpec;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.PublicKey;
import java.util.Optional;

/// Makes keys inside the HSM. Thread-safe.
public interface KeyGenerator {
  /// Makes a key for `algorithm`, permanent in the HSM, with no other use than the algorithm's. The
  /// private or secret part never leaves the HSM; it is extractable (wrapped) only if `exportable`.
  /// When this method throws, no object is left behind, except after a crash or a lost connection;
  /// the orphan sweep finds those.
  ///
  /// @throws AlgorithmUnsupported when the HSM cannot do the algorithm
  Generated generate(Algorithm algorithm, boolean exportable, Deadline deadline)
      throws Unavailable, AlgorithmUnsupported;

  /// Makes a 256-bit AES key for encrypting values at rest: never extractable, usable only for
  /// AES-GCM encryption and decryption.
  KeyRef generateKek(Deadline deadline) throws Unavailable;

  /// A new key.
  ///
  /// @param publicKey present exactly when [KeySpec#asymmetric()]
  record Generated(KeyRef ref, Optional<PublicKey> publicKey) {}
}
