package io.craton.vault.core.algorithm;

/// Elliptic curves for ECDSA: FIPS 186-5 and SEC 2.
public enum Curve {
  P256("1.2.840.10045.3.1.7", 32),
  P384("1.3.132.0.34", 48),
  P521("1.3.132.0.35", 66),
  SECP256K1("1.3.132.0.10", 32);

  private final String oid;
  private final int coordinateBytes;

  Curve(String oid, int coordinateBytes) {
    this.oid = oid;
    this.coordinateBytes = coordinateBytes;
  }

  /// The object identifier in dotted form.
  public String oid() {
    return oid;
  }

  /// The length of a coordinate, and of each half of a raw signature, in bytes.
  public int coordinateBytes() {
    return coordinateBytes;
  }
}
