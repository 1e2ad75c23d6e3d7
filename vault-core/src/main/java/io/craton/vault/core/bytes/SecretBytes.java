package io.craton.vault.core.bytes;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/// A secret byte string: copied in, compared in constant time, never printed, zeroed on [#close()].
///
/// Not guaranteed: the garbage collector may have moved the content before it was zeroed, so a copy
/// can survive in free heap memory until it is overwritten.
///
/// Safe for use by several threads until it is closed; closing while another thread reads gives
/// that thread zeroes or [IllegalStateException].
public final class SecretBytes implements AutoCloseable {
  private final byte[] content;
  private volatile boolean closed;

  private SecretBytes(byte[] content) {
    this.content = content;
  }

  /// A secret with a copy of `content`; the caller keeps (and should zero) its own array.
  public static SecretBytes copyOf(byte[] content) {
    return new SecretBytes(content.clone());
  }

  /// A secret that takes over `content`: the caller must not use the array afterwards.
  public static SecretBytes takeOver(byte[] content) {
    return new SecretBytes(content);
  }

  /// The UTF-8 encoding of `text`. The string itself cannot be erased.
  public static SecretBytes utf8(String text) {
    return new SecretBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /// A copy of the content, for the caller to zero.
  ///
  /// @throws IllegalStateException after [#close()]
  public byte[] toArray() {
    requireOpen();
    return content.clone();
  }

  /// The content decoded as UTF-8, for the moment at which it is written to its rightful reader.
  ///
  /// @throws IllegalStateException after [#close()], or if the content is not UTF-8
  public String decodeUtf8() {
    requireOpen();
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
      return text.toString();
    } catch (CharacterCodingException e) {
      throw new IllegalStateException("secret of " + content.length + " bytes is not UTF-8", e);
    }
  }

  /// The number of bytes.
  public int size() {
    return content.length;
  }

  /// Overwrites the content with zeroes. Idempotent.
  @Override
  public void close() {
    closed = true;
    Arrays.fill(content, (byte) 0);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("secret was closed");
    }
  }

  /// Compares in time that depends on the lengths only.
  @Override
  public boolean equals(Object other) {
    return other instanceof SecretBytes that && MessageDigest.isEqual(content, that.content);
  }

  /// The same for all secrets, so that no hash of the content leaks into a table.
  @Override
  public int hashCode() {
    return SecretBytes.class.hashCode();
  }

  @Override
  public String toString() {
    return "SecretBytes[" + content.length + " bytes, redacted]";
  }
}
