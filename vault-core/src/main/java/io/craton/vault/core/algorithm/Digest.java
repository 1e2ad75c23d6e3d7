package io.craton.vault.core.algorithm;

/// Hash functions of FIPS 180-4 that schemes refer to.
public enum Digest {
  SHA1("SHA-1", 20),
  SHA256("SHA-256", 32),
  SHA384("SHA-384", 48),
  SHA512("SHA-512", 64);

  private final String standardName;
  private final int sizeBytes;

  Digest(String standardName, int sizeBytes) {
    this.standardName = standardName;
    this.sizeBytes = sizeBytes;
  }

  /// The name used by the JDK's `MessageDigest`.
  public String standardName() {
    return standardName;
  }

  /// The length of the hash value in bytes.
  public int sizeBytes() {
    return sizeBytes;
  }
}
