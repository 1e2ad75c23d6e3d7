package io.craton.vault.core.port;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.item.PublicKey;

/// A key that was made elsewhere. Holds secrets: whoever made it closes it.
public sealed interface KeyMaterial extends AutoCloseable {
  @Override
  void close();

  /// A symmetric key: its bytes.
  record Secret(SecretBytes value) implements KeyMaterial {
    @Override
    public void close() {
      value.close();
    }
  }

  /// The public half of a pair alone, to verify with.
  ///
  /// @param publicKey of the form that the algorithm wants
  record PublicOnly(PublicKey publicKey) implements KeyMaterial {
    @Override
    public void close() {
      // Holds no secret.
    }
  }

  /// A key pair.
  ///
  /// @param publicKey of the form that the algorithm wants
  /// @param privateKey DER of PKCS#8 (RFC 5958), PKCS#1 (RFC 8017 appendix A.1.2) or SEC 1 (RFC
  ///   5915)
  record Pair(PublicKey publicKey, SecretBytes privateKey) implements KeyMaterial {
    @Override
    public void close() {
      privateKey.close();
    }
  }
}
