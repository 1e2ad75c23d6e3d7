package io.craton.vault.consensus.rocks;

import java.util.Arrays;

/// Names a row among all families. Immutable, as long as nobody changes the bytes, which belong to
/// it from now on.
final class RowKey {
  private final ColumnFamily family;
  private final byte[] bytes;
  private final int hash;

  RowKey(ColumnFamily family, byte[] bytes) {
    this.family = family;
    this.bytes = bytes;
    this.hash = 31 * family.code() + Arrays.hashCode(bytes);
  }

  ColumnFamily family() {
    return family;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RowKey key
        && hash == key.hash
        && family == key.family
        && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /// Keys may tell of names and tokens, and are not shown.
  @Override
  public String toString() {
    return family + " of " + bytes.length + " bytes";
  }
}
