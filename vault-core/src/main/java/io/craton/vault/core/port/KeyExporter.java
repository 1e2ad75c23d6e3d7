package io.craton.vault.core.port;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.item.KeyRef;

/// Lets keys out of the HSM that were made exportable. Thread-safe.
public interface KeyExporter {
  /// The secret part: PKCS#8 (RFC 5958) in DER for a key pair, without the public key and with a
  /// named curve; the bytes of a symmetric key. The caller closes it.
  ///
  /// @throws AlgorithmUnsupported when the HSM cannot let it out
  SecretBytes exportKey(KeyRef key, Algorithm algorithm, Deadline deadline)
      throws Unavailable, AlgorithmUnsupported;
}
