package io.craton.vault.core.service;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.port.Entropy;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Makes random values: characters of `[a-z0-9]`, each equally likely, about 5.17 bits apiece.
/// Thread-safe as its entropy is.
///
/// | Value | Form |
/// |---|---|
/// | token | `p`, two letters, `_`, 32 random characters: contract section 3.2 |
/// | client secret | 48 random characters |
/// | client secret id | `pcs_` and 32 random characters |
final class ValueMint {
  /// What tokens of this vault begin with.
  private static final String OWN_PREFIX = "pts_";

  private static final byte[] ALPHABET =
      "abcdefghijklmnopqrstuvwxyz0123456789".getBytes(StandardCharsets.US_ASCII);

  /// The largest multiple of the alphabet's size in a byte: higher values are thrown away, so that
  /// every character is equally likely.
  private static final int FAIR_BELOW = 256 - 256 % ALPHABET.length;

  private static final String SECRET_ID_PREFIX = "pcs_";
  private static final int TOKEN_CHARS = 32;
  private static final int CLIENT_SECRET_CHARS = 48;

  private final Entropy entropy;

  ValueMint(Entropy entropy) {
    this.entropy = entropy;
  }

  /// A token of this vault.
  SecretBytes token() {
    return random(OWN_PREFIX.getBytes(StandardCharsets.US_ASCII), TOKEN_CHARS);
  }

  /// A token that begins as `former` does, which is one.
  SecretBytes tokenLike(SecretBytes former) {
    if (former.size() != OWN_PREFIX.length() + TOKEN_CHARS) {
      throw new IllegalArgumentException("a token has no " + former.size() + " characters");
    }
    byte[] value = former.toArray();
    byte[] prefix = Arrays.copyOf(value, OWN_PREFIX.length());
    Arrays.fill(value, (byte) 0);
    return random(prefix, TOKEN_CHARS);
  }

  SecretBytes clientSecret() {
    return random(new byte[0], CLIENT_SECRET_CHARS);
  }

  /// No secret: it says which of a client's secrets is meant.
  String clientSecretId() {
    byte[] prefix = SECRET_ID_PREFIX.getBytes(StandardCharsets.US_ASCII);
    try (SecretBytes id = random(prefix, TOKEN_CHARS)) {
      return id.decodeUtf8();
    }
  }

  private SecretBytes random(byte[] prefix, int chars) {
    byte[] text = Arrays.copyOf(prefix, prefix.length + chars);
    int at = prefix.length;
    while (at < text.length) {
      byte[] dice = entropy.bytes(chars);
      for (byte die : dice) {
        int value = die & 0xff;
        if (value < FAIR_BELOW && at < text.length) {
          text[at] = ALPHABET[value % ALPHABET.length];
          at++;
        }
      }
      Arrays.fill(dice, (byte) 0);
    }
    return SecretBytes.takeOver(text);
  }
}
