package io.craton.vault.http.request;

import io.craton.vault.core.bytes.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/// A text of a request. Any of them may be a secret, so it is not a `String`: it is never printed,
/// and it can be wiped.
public final class JsonText {
  /// Bytes of a `char` in UTF-8 at most; a surrogate pair takes four for two.
  private static final int MAX_UTF8_BYTES = 3;

  private final char[] chars;

  private JsonText(char[] chars) {
    this.chars = chars;
  }

  /// A text with a copy of `length` characters of `buffer` from `offset` on.
  static JsonText copyOf(char[] buffer, int offset, int length) {
    return new JsonText(Arrays.copyOfRange(buffer, offset, offset + length));
  }

  /// The text as a string, which cannot be wiped; for what is no secret.
  public String value() {
    return new String(chars);
  }

  boolean isEmpty() {
    return chars.length == 0;
  }

  /// The number of Unicode code points.
  int codePoints() {
    return Character.codePointCount(chars, 0, chars.length);
  }

  /// True unless a surrogate stands alone: such a text has no UTF-8 form.
  boolean isWellFormed() {
    int at = 0;
    while (at < chars.length) {
      int codePoint = Character.codePointAt(chars, at);
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        return false;
      }
      at += Character.charCount(codePoint);
    }
    return true;
  }

  /// Whether the whole text is as `pattern` says. No string is made of it.
  boolean matches(Pattern pattern) {
    return pattern.matcher(CharBuffer.wrap(chars)).matches();
  }

  /// The UTF-8 encoding; the text must be well-formed.
  SecretBytes toSecret() {
    byte[] encoded = new byte[chars.length * MAX_UTF8_BYTES];
    ByteBuffer out = ByteBuffer.wrap(encoded);
    CoderResult result =
        StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(chars), out, true);
    try {
      if (result.isError()) {
        throw new IllegalStateException("a text of " + chars.length + " characters is no UTF-16");
      }
      return SecretBytes.takeOver(Arrays.copyOf(encoded, out.position()));
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  /// What the text means in base64, if it is that.
  Optional<byte[]> decodeBase64() {
    return StrictBase64.decode(chars);
  }

  void wipe() {
    Arrays.fill(chars, '\0');
  }

  @Override
  public String toString() {
    return "JsonText[" + chars.length + " characters, redacted]";
  }
}
