package io.craton.vault.http.wire;

import io.craton.vault.core.item.PublicKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Public keys as PEM (RFC 7468): SubjectPublicKeyInfo, lines of 64 characters, LF, one at the end
/// too. Contract section 7.6.
public final class Pem {
  private static final int LINE_CHARS = 64;
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(LINE_CHARS, "\n".getBytes(StandardCharsets.US_ASCII));

  private Pem() {}

  /// The PEM of a public key.
  public static String of(PublicKey key) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + LINES.encodeToString(key.spki().toArray())
        + "\n-----END PUBLIC KEY-----\n";
  }
}
