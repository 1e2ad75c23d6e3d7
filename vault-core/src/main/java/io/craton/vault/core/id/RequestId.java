package io.craton.vault.core.id;

import io.craton.vault.core.bytes.Bytes;
import java.util.Optional;

/// Names one HTTP request and its answer. On the wire: `prq_` and 32 characters of `[a-z2-7]`, the
/// lower-case base32 of 20 random bytes. Never reused; compared exactly.
public record RequestId(Bytes value) implements Comparable<RequestId> {
  /// What every such identifier starts with on the wire.
  public static final String PREFIX = "prq_";

  /// Length of the value in bytes.
  public static final int SIZE = 20;

  /// @throws IllegalArgumentException unless `value` has 20 bytes
  public RequestId {
    if (value.size() != SIZE) {
      throw new IllegalArgumentException("expected 20 bytes, found " + value.size());
    }
  }

  /// Takes 20 bytes, which must be unique for ever: draw them from a secure random source.
  public static RequestId of(byte[] random) {
    return new RequestId(Bytes.copyOf(random));
  }

  /// Reads the wire form; empty when `text` is not of it.
  public static Optional<RequestId> parse(String text) {
    if (!text.startsWith(PREFIX)) {
      return Optional.empty();
    }
    return Base32.decode(text.substring(PREFIX.length()), SIZE).map(RequestId::of);
  }

  @Override
  public int compareTo(RequestId other) {
    return value.compareTo(other.value);
  }

  /// The wire form.
  @Override
  public String toString() {
    return PREFIX + Base32.encode(value.toArray());
  }
}
