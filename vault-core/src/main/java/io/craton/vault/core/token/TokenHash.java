package io.craton.vault.core.token;

import io.craton.vault.core.bytes.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// The SHA-256 of a token value: what the state keeps instead of the token. Tokens carry 165 random
/// bits, so a plain hash cannot be searched; equality of hashes says nothing about the values, so
/// it need not be constant-time.
public record TokenHash(Bytes value) {
  /// Length in bytes.
  public static final int SIZE = 32;

  /// @throws IllegalArgumentException unless `value` has 32 bytes
  public TokenHash {
    if (value.size() != SIZE) {
      throw new IllegalArgumentException("expected 32 bytes, found " + value.size());
    }
  }

  /// The hash of the UTF-8 encoding of a token as the caller presented it. Any string is accepted.
  public static TokenHash ofToken(String token) {
    byte[] utf8 = token.getBytes(StandardCharsets.UTF_8);
    try {
      return new TokenHash(Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(utf8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    } finally {
      Arrays.fill(utf8, (byte) 0);
    }
  }
}
