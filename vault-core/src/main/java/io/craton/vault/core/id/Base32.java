package io.craton.vault.core.id;

import java.util.Optional;

/// Base32 of RFC 4648 §6 in lower case without padding, for 20-byte identifiers (32 characters).
final class Base32 {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int BITS_PER_CHAR = 5;

  private Base32() {}

  static String encode(byte[] bytes) {
    StringBuilder text = new StringBuilder((bytes.length * 8 + 4) / BITS_PER_CHAR);
    int buffer = 0;
    int bits = 0;
    for (byte b : bytes) {
      buffer = (buffer << 8) | (b & 0xff);
      bits += 8;
      while (bits >= BITS_PER_CHAR) {
        bits -= BITS_PER_CHAR;
        text.append(ALPHABET.charAt((buffer >> bits) & 0x1f));
      }
    }
    if (bits > 0) {
      text.append(ALPHABET.charAt((buffer << (BITS_PER_CHAR - bits)) & 0x1f));
    }
    return text.toString();
  }

  /// Decodes exactly `length` bytes out of `text`; empty when a character is foreign or the size
  /// does not fit.
  static Optional<byte[]> decode(String text, int length) {
    if (text.length() * BITS_PER_CHAR != length * 8) {
      return Optional.empty();
    }
    byte[] bytes = new byte[length];
    int buffer = 0;
    int bits = 0;
    int at = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = ALPHABET.indexOf(text.charAt(i));
      if (digit < 0) {
        return Optional.empty();
      }
      buffer = (buffer << BITS_PER_CHAR) | digit;
      bits += BITS_PER_CHAR;
      if (bits >= 8) {
        bits -= 8;
        bytes[at++] = (byte) (buffer >> bits);
      }
    }
    return Optional.of(bytes);
  }
}
