package io.craton.vault.core.token;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// The SHA-256 of a token value: what the state knows the token by. Tokens carry 165 random bits,
/// so a plain hash cannot be searched.
///
/// Looking one up compares hashes, not values, and need not take constant time: what the time tells
/// is how many leading bits of the hash of a guess are those of some stored hash. Whoever steers
/// these bits has to find preimages of SHA-256, and learns no more from it than which guesses are
/// wrong.
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
    return ofOwned(token.getBytes(StandardCharsets.UTF_8));
  }

  /// The hash of a token; the caller still owns it.
  public static TokenHash ofToken(SecretBytes token) {
    return ofOwned(token.toArray());
  }

  /// Wipes what it is given.
  private static TokenHash ofOwned(byte[] utf8) {
    try {
      return new TokenHash(Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(utf8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    } finally {
      Arrays.fill(utf8, (byte) 0);
    }
  }
}
