package io.craton.vault.core.item;

import io.craton.vault.core.bytes.Bytes;

/// Where the HSM layer finds the key of one version. Opaque: only the HSM module looks inside. Not
/// a secret, and useless without the HSM.
public record KeyRef(Bytes value) {
  /// Upper bound of the length in bytes; leaves room for wrapped keys (an RSA-4096 private key).
  public static final int MAX_SIZE = 8 * 1024;

  /// @throws IllegalArgumentException when empty or above [#MAX_SIZE]
  public KeyRef {
    if (value.isEmpty() || value.size() > MAX_SIZE) {
      throw new IllegalArgumentException(
          "expected 1 to " + MAX_SIZE + " bytes, found " + value.size());
    }
  }
}
