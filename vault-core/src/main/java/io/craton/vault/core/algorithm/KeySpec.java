package io.craton.vault.core.algorithm;

/// What kind of key an algorithm needs: enough to generate one.
public sealed interface KeySpec {
  /// True for a key pair.
  default boolean asymmetric() {
    return switch (this) {
      case Ec ec -> true;
      case Ed25519 ed -> true;
      case Rsa rsa -> true;
      case PostQuantum postQuantum -> true;
      case Aes aes -> false;
      case Hmac hmac -> false;
    };
  }

  /// A key pair on a Weierstrass curve.
  record Ec(Curve curve) implements KeySpec {}

  /// A key pair on edwards25519, RFC 8032.
  record Ed25519() implements KeySpec {}

  /// An RSA key pair with public exponent 65537.
  record Rsa(int modulusBits) implements KeySpec {}

  /// A key pair of a post-quantum signature scheme, outside the HSM.
  record PostQuantum(ParameterSet set) implements KeySpec {}

  /// An AES key of 128 or 256 bits.
  record Aes(int keyBits) implements KeySpec {}

  /// A key for HMAC, of that many bytes when generated.
  record Hmac(int keyBytes) implements KeySpec {}
}
