package io.craton.vault.core.port;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.item.KeyRef;
import java.util.List;

/// Format-preserving encryption with a key in the HSM: FF3-1 of NIST SP 800-38G Rev. 1.
/// Thread-safe.
public interface FormatPreserver {
  /// Each of `texts`, which are digits below `radix`, encrypted or decrypted by itself to as many
  /// digits. Lengths must be within the bounds of the standard for the radix.
  ///
  /// @throws AlgorithmUnsupported when the HSM cannot do the algorithm
  List<byte[]> transform(
      KeyRef key,
      Algorithm algorithm,
      Direction direction,
      Tweak tweak,
      int radix,
      List<byte[]> texts,
      Deadline deadline)
      throws Unavailable, AlgorithmUnsupported;

  /// Which way.
  enum Direction {
    ENCRYPT,
    DECRYPT
  }

  /// What makes equal texts differ; not secret.
  record Tweak(Bytes value) {
    /// Its length in bytes.
    public static final int SIZE = 7;

    public Tweak {
      if (value.size() != SIZE) {
        throw new IllegalArgumentException("tweak: expected 7 bytes, found " + value.size());
      }
    }
  }
}
