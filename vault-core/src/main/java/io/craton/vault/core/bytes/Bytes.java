package io.craton.vault.core.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// An immutable byte string with value equality. The content is copied in and out, so no caller can
/// change it afterwards; [#takeOver] alone relies on its caller for that. Not for secrets: equality
/// is not constant-time and the content stays in memory until it is collected. See [SecretBytes].
///
/// Thread-safe.
public final class Bytes implements Comparable<Bytes> {
  private static final Bytes EMPTY = new Bytes(new byte[0]);
  private static final int SHOWN_BYTES = 8;

  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /// A byte string with a copy of `content`.
  public static Bytes copyOf(byte[] content) {
    return content.length == 0 ? EMPTY : new Bytes(content.clone());
  }

  /// A byte string that takes over `content`: the caller must not use the array afterwards. For
  /// what was just computed.
  public static Bytes takeOver(byte[] content) {
    return content.length == 0 ? EMPTY : new Bytes(content);
  }

  /// The UTF-8 encoding of `text`.
  public static Bytes utf8(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The byte string of length zero.
  public static Bytes empty() {
    return EMPTY;
  }

  /// A copy of the content.
  public byte[] toArray() {
    return content.clone();
  }

  /// The number of bytes.
  public int size() {
    return content.length;
  }

  /// True for the byte string of length zero.
  public boolean isEmpty() {
    return content.length == 0;
  }

  /// The whole content in lower-case hexadecimal.
  public String toHex() {
    return HexFormat.of().formatHex(content);
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(content, other.content);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  /// Length and the first bytes, enough to tell values apart in a log.
  @Override
  public String toString() {
    int shown = Math.min(SHOWN_BYTES, content.length);
    String head = HexFormat.of().formatHex(content, 0, shown);
    return "Bytes[" + content.length + ": " + head + (shown < content.length ? "…]" : "]");
  }
}
