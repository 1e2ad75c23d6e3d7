package io.craton.vault.http.request;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Reads one PEM block (RFC 7468). Contract section 7.6: lines may end in CRLF, the last line end
/// may be missing; what stands in the block is told from its DER, not from the label.
public final class PemReader {
  private static final int SEQUENCE = 0x30;
  private static final int LONG_FORM = 0x80;
  private static final int MAX_LENGTH_BYTES = 3;

  private PemReader() {}

  /// The DER sequence in `text`, for the caller to zero; empty when it is no such block under one
  /// of `labels`.
  public static Optional<byte[]> sequence(byte[] text, List<String> labels) {
    for (String label : labels) {
      byte[] begin = ascii("-----BEGIN " + label + "-----");
      byte[] end = ascii("-----END " + label + "-----");
      int from = skipSpace(text, 0);
      int to = lastOfText(text);
      if (to - from >= begin.length + end.length
          && Arrays.equals(text, from, from + begin.length, begin, 0, begin.length)
          && Arrays.equals(text, to - end.length, to, end, 0, end.length)) {
        return base64(text, from + begin.length, to - end.length).filter(PemReader::isSequence);
      }
    }
    return Optional.empty();
  }

  private static Optional<byte[]> base64(byte[] text, int from, int to) {
    char[] digits = new char[to - from];
    int count = 0;
    for (int i = from; i < to; i++) {
      if (!isSpace(text[i])) {
        digits[count] = (char) (text[i] & 0xff);
        count++;
      }
    }
    char[] dense = Arrays.copyOf(digits, count);
    try {
      return StrictBase64.decode(dense);
    } finally {
      Arrays.fill(digits, '\0');
      Arrays.fill(dense, '\0');
    }
  }

  /// One definite-length sequence and nothing after it.
  private static boolean isSequence(byte[] der) {
    if (der.length < 2 || der[0] != SEQUENCE) {
      return false;
    }
    int first = der[1] & 0xff;
    if (first < LONG_FORM) {
      return der.length == 2 + first;
    }
    int lengthBytes = first - LONG_FORM;
    if (lengthBytes == 0 || lengthBytes > MAX_LENGTH_BYTES || der.length < 2 + lengthBytes) {
      return false;
    }
    int length = 0;
    for (int i = 0; i < lengthBytes; i++) {
      length = (length << Byte.SIZE) | (der[2 + i] & 0xff);
    }
    return der.length == 2 + lengthBytes + length;
  }

  private static int skipSpace(byte[] text, int from) {
    int at = from;
    while (at < text.length && isSpace(text[at])) {
      at++;
    }
    return at;
  }

  private static int lastOfText(byte[] text) {
    int at = text.length;
    while (at > 0 && isSpace(text[at - 1])) {
      at--;
    }
    return at;
  }

  private static boolean isSpace(byte c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
