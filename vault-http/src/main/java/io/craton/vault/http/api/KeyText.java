package io.craton.vault.http.api;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.service.ExportService.Exported;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/// The text of a key that leaves: PKCS#8 in PEM for a private key, base64 for a symmetric one.
/// Contract section 9.2. ASCII, and never a string.
final class KeyText {
  private static final int LINE_CHARS = 64;
  private static final byte[] LINE_END = {'\n'};
  private static final byte[] BEGIN = ascii("-----BEGIN PRIVATE KEY-----\n");
  private static final byte[] END = ascii("\n-----END PRIVATE KEY-----\n");

  private KeyText() {}

  /// The caller closes it.
  static SecretBytes of(Exported key) {
    byte[] secret = key.secret().toArray();
    try {
      return SecretBytes.takeOver(
          key.key().algorithm().asymmetric() ? pem(secret) : Base64.getEncoder().encode(secret));
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private static byte[] pem(byte[] der) {
    byte[] lines = Base64.getMimeEncoder(LINE_CHARS, LINE_END).encode(der);
    try {
      return ByteBuffer.allocate(BEGIN.length + lines.length + END.length)
          .put(BEGIN)
          .put(lines)
          .put(END)
          .array();
    } finally {
      Arrays.fill(lines, (byte) 0);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
