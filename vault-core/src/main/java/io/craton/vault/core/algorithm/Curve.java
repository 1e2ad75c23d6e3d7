package io.craton.vault.core.algorithm;

/// Elliptic curves for ECDSA: FIPS 186-5 and SEC 2.
public enum Curve {
  P256("1.2.840.10045.3.1.7", 32, "P-256"),
  P384("1.3.132.0.34", 48, "P-384"),
  P521("1.3.132.0.35", 66, "P-521"),
  SECP256K1("1.3.132.0.10", 32, "secp256k1");

  private final String oid;
  private final int coordinateBytes;
  private final String jwkName;

  Curve(String oid, int coordinateBytes, String jwkName) {
    this.oid = oid;
    this.coordinateBytes = coordinateBytes;
    this.jwkName = jwkName;
  }

  /// The object identifier in dotted form.
  public String oid() {
    return oid;
  }

  /// The name in JSON Web Keys, RFC 7518 section 6.2.1.1 and RFC 8812.
  public String jwkName() {
    return jwkName;
  }

  /// The length of a coordinate, and of each half of a raw signature, in bytes.
  public int coordinateBytes() {
    return coordinateBytes;
  }
}
