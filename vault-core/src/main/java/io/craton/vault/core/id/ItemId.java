package io.craton.vault.core.id;

import io.craton.vault.core.bytes.Bytes;
import java.util.Optional;

/// Names an item: a key, secret, token or folder. On the wire: `pvi_` and 32 characters of
/// `[a-z2-7]`, the lower-case base32 of 20 random bytes. Never reused; compared exactly.
public record ItemId(Bytes value) implements Comparable<ItemId> {
  /// What every such identifier starts with on the wire.
  public static final String PREFIX = "pvi_";

  /// Length of the value in bytes.
  public static final int SIZE = 20;

  /// The folder `/`, which exists in every vault and cannot be changed or deleted.
  public static final ItemId ROOT = of(new byte[SIZE]);

  /// @throws IllegalArgumentException unless `value` has 20 bytes
  public ItemId {
    if (value.size() != SIZE) {
      throw new IllegalArgumentException("expected 20 bytes, found " + value.size());
    }
  }

  /// Takes 20 bytes, which must be unique for ever: draw them from a secure random source.
  public static ItemId of(byte[] random) {
    return new ItemId(Bytes.copyOf(random));
  }

  /// Reads the wire form; empty when `text` is not of it.
  public static Optional<ItemId> parse(String text) {
    if (!text.startsWith(PREFIX)) {
      return Optional.empty();
    }
    return Base32.decode(text.substring(PREFIX.length()), SIZE).map(ItemId::of);
  }

  @Override
  public int compareTo(ItemId other) {
    return value.compareTo(other.value);
  }

  /// The wire form.
  @Override
  public String toString() {
    return PREFIX + Base32.encode(value.toArray());
  }
}
