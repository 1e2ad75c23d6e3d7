package io.craton.vault.core.id;

/// The number of a generation of the cluster's key-encryption key, from 1.
public record KekVersion(int value) {
  /// @throws IllegalArgumentException if `value` is below 1
  public KekVersion {
    if (value < 1) {
      throw new IllegalArgumentException("KEK versions start at 1, found " + value);
    }
  }

  /// The number after this one.
  public KekVersion next() {
    return new KekVersion(Math.addExact(value, 1));
  }
}
