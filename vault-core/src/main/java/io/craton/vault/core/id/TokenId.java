package io.craton.vault.core.id;

import io.craton.vault.core.bytes.Bytes;
import java.util.Optional;

/// Names an API token where it is listed and revoked: `tok_` and 32 characters of `[a-z2-7]`, the
/// lower-case base32 of 20 random bytes. No secret, and nothing of the token's value is in it.
/// Stays the same when the token is rotated.
public record TokenId(Bytes value) implements Comparable<TokenId> {
  /// What every such identifier starts with.
  public static final String PREFIX = "tok_";

  /// Length of the value in bytes.
  public static final int SIZE = 20;

  /// @throws IllegalArgumentException unless `value` has 20 bytes
  public TokenId {
    if (value.size() != SIZE) {
      throw new IllegalArgumentException("expected 20 bytes, found " + value.size());
    }
  }

  /// Takes 20 bytes, which must be unique for ever: draw them from a secure random source.
  public static TokenId of(byte[] random) {
    return new TokenId(Bytes.copyOf(random));
  }

  /// Reads the written form; empty when `text` is not of it.
  public static Optional<TokenId> parse(String text) {
    if (!text.startsWith(PREFIX)) {
      return Optional.empty();
    }
    return Base32.decode(text.substring(PREFIX.length()), SIZE).map(TokenId::of);
  }

  @Override
  public int compareTo(TokenId other) {
    return value.compareTo(other.value);
  }

  /// The written form.
  @Override
  public String toString() {
    return PREFIX + Base32.encode(value.toArray());
  }
}
