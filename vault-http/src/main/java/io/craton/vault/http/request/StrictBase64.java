package io.craton.vault.http.request;

import java.util.Arrays;
import java.util.Optional;

/// Base64 of RFC 4648 §4 as contract section 1.1 wants it: the standard alphabet, padding required,
/// nothing else in between; unused trailing bits need not be zero.
///
/// The JDK's decoder is no help: it accepts missing padding.
public final class StrictBase64 {
  private static final int GROUP_CHARS = 4;
  private static final int GROUP_BYTES = 3;
  private static final int BITS_PER_CHAR = 6;
  private static final byte FOREIGN = -1;
  private static final byte[] DIGITS = digits();

  private StrictBase64() {}

  private static byte[] digits() {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    byte[] digits = new byte[128];
    Arrays.fill(digits, FOREIGN);
    for (int i = 0; i < alphabet.length(); i++) {
      digits[alphabet.charAt(i)] = (byte) i;
    }
    return digits;
  }

  /// The bytes that `text` stands for; empty when it is not base64.
  public static Optional<byte[]> decode(char[] text) {
    if (text.length % GROUP_CHARS != 0) {
      return Optional.empty();
    }
    int padding = padding(text);
    byte[] bytes = new byte[text.length / GROUP_CHARS * GROUP_BYTES - padding];
    int digits = text.length - padding;
    int buffer = 0;
    int bits = 0;
    int at = 0;
    for (int i = 0; i < digits; i++) {
      byte digit = text[i] < DIGITS.length ? DIGITS[text[i]] : FOREIGN;
      if (digit == FOREIGN) {
        Arrays.fill(bytes, (byte) 0);
        return Optional.empty();
      }
      buffer = (buffer << BITS_PER_CHAR) | digit;
      bits += BITS_PER_CHAR;
      if (bits >= Byte.SIZE) {
        bits -= Byte.SIZE;
        bytes[at++] = (byte) (buffer >> bits);
      }
    }
    return Optional.of(bytes);
  }

  private static int padding(char[] text) {
    if (text.length == 0 || text[text.length - 1] != '=') {
      return 0;
    }
    return text[text.length - 2] == '=' ? 2 : 1;
  }
}
