package io.craton.vault.http.request;

import com.fasterxml.jackson.core.JsonGenerator;
import io.craton.vault.core.bytes.SecretBytes;
import java.io.IOException;
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

  /// The same text as `text`, which is no secret.
  public static JsonText of(String text) {
    return new JsonText(text.toCharArray());
  }

  /// The text whose UTF-8 encoding that is; empty when it is none. The caller wipes it.
  public static Optional<JsonText> ofUtf8(byte[] encoded) {
    CharBuffer out = CharBuffer.allocate(encoded.length);
    CoderResult result =
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(encoded), out, true);
    try {
      return result.isError()
          ? Optional.empty()
          : Optional.of(copyOf(out.array(), 0, out.position()));
    } finally {
      Arrays.fill(out.array(), '\0');
    }
  }

  /// The text as a string, which cannot be wiped; for what is no secret.
  public String value() {
    return new String(chars);
  }

  boolean isEmpty() {
    return chars.length == 0;
  }

  /// The number of `char`s.
  public int length() {
    return chars.length;
  }

  /// The number of Unicode code points.
  public int codePoints() {
    return Character.codePointCount(chars, 0, chars.length);
  }

  /// True unless a surrogate stands alone: such a text has no UTF-8 form.
  public boolean isWellFormed() {
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

  /// Compares by code points; both texts must be well-formed.
  public int compareCodePoints(JsonText other) {
    int at = Arrays.mismatch(chars, other.chars);
    if (at < 0) {
      return 0;
    }
    if (at == Math.min(chars.length, other.chars.length)) {
      return Integer.compare(chars.length, other.chars.length);
    }
    return Integer.compare(rank(chars[at]), rank(other.chars[at]));
  }

  /// Puts surrogates behind all other characters, as their code points are.
  private static int rank(char c) {
    return Character.isSurrogate(c) ? c + Character.MAX_VALUE : c;
  }

  /// The UTF-8 encoding, which the caller wipes; the text must be well-formed.
  public byte[] toUtf8() {
    byte[] encoded = new byte[chars.length * MAX_UTF8_BYTES];
    ByteBuffer out = ByteBuffer.wrap(encoded);
    CoderResult result =
        StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(chars), out, true);
    try {
      if (result.isError()) {
        throw new IllegalStateException("a text of " + chars.length + " characters is no UTF-16");
      }
      return Arrays.copyOf(encoded, out.position());
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  /// As [#toUtf8].
  SecretBytes toSecret() {
    return SecretBytes.takeOver(toUtf8());
  }

  /// What the text means in base64, if it is that.
  public Optional<byte[]> decodeBase64() {
    return StrictBase64.decode(chars);
  }

  /// Writes the text as a JSON string; it must be well-formed.
  public void writeTo(JsonGenerator out) throws IOException {
    out.writeString(chars, 0, chars.length);
  }

  /// Overwrites the text with zeroes.
  public void wipe() {
    Arrays.fill(chars, '\0');
  }

  @Override
  public String toString() {
    return "JsonText[" + chars.length + " characters, redacted]";
  }
}
