package io.craton.vault.consensus.rocks;

import io.craton.vault.consensus.codec.CorruptBytesException;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.item.KeyRef;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// The values of rows that are no messages. Each method throws [CorruptBytesException] on bytes
/// that nothing here writes.
final class RowValues {
  private RowValues() {}

  /// How many there are of something, 4 bytes.
  static int count(byte[] value, String what) {
    int count = Keys.readInt(value, what);
    requireNotNegative(count, what);
    return count;
  }

  /// A number that only grows, or how many there are of something, 8 bytes.
  static long longCount(byte[] value, String what) {
    long count = Keys.readLong(value, what);
    requireNotNegative(count, what);
    return count;
  }

  static ItemId itemId(byte[] value) {
    Keys.requireSize(value, ItemId.SIZE, "child");
    return ItemId.of(value);
  }

  static KeyRef keyRef(byte[] value) {
    if (value.length < 1 || value.length > KeyRef.MAX_SIZE) {
      throw new CorruptBytesException("a reference of a key has " + value.length + " bytes");
    }
    return new KeyRef(Bytes.copyOf(value));
  }

  /// The name of a child in UTF-8.
  static String name(byte[] value) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
    } catch (CharacterCodingException e) {
      throw new CorruptBytesException("a name of " + value.length + " bytes is not UTF-8", e);
    }
  }

  /// Term and index, 8 bytes each.
  static Applied applied(byte[] value) {
    Keys.requireSize(value, 2 * Long.BYTES, "applied");
    ByteBuffer buffer = ByteBuffer.wrap(value);
    return new Applied(buffer.getLong(), buffer.getLong());
  }

  private static void requireNotNegative(long count, String what) {
    if (count < 0) {
      throw new CorruptBytesException(what + " is negative: " + count);
    }
  }
}
