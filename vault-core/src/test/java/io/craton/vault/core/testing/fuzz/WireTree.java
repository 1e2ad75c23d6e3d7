package io.craton.vault.core.testing.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Bytes of Protobuf as fields within fields, by their look alone: what could be a message is taken
/// for one. Made to be changed, and to be written with mistakes.
final class WireTree {
  static final int VARINT = 0;
  static final int FIXED_64 = 1;
  static final int SIZED = 2;
  static final int GROUP = 3;
  static final int FIXED_32 = 5;

  private static final int TYPE_BITS = 3;
  private static final int MOST_DEPTH = 12;

  private WireTree() {}

  /// One field.
  static final class Field {
    int number;
    int type;

    /// Of a number.
    long value;

    /// Of a field with a size that is no message.
    byte[] content = {};

    /// Of a message.
    Optional<List<Field>> fields = Optional.empty();

    /// Written in the place of the true size.
    OptionalLong falseSize = OptionalLong.empty();

    /// Bytes more than the number needs.
    int overlong;

    Field(int number, int type) {
      this.number = number;
      this.type = type;
    }

    Field copy() {
      Field copy = new Field(number, type);
      copy.value = value;
      copy.content = content;
      copy.fields = fields.map(WireTree::copy);
      copy.falseSize = falseSize;
      copy.overlong = overlong;
      return copy;
    }
  }

  static List<Field> copy(List<Field> fields) {
    List<Field> copies = new ArrayList<>();
    fields.forEach(field -> copies.add(field.copy()));
    return copies;
  }

  /// The fields that `bytes` consist of; empty when they do not.
  static Optional<List<Field>> parse(byte[] bytes) {
    return parse(bytes, 0);
  }

  private static Optional<List<Field>> parse(byte[] bytes, int depth) {
    if (depth > MOST_DEPTH) {
      return Optional.empty();
    }
    List<Field> fields = new ArrayList<>();
    Cursor at = new Cursor(bytes);
    while (at.position < bytes.length) {
      long tag = at.varint();
      Field field = new Field((int) (tag >>> TYPE_BITS), (int) tag & (1 << TYPE_BITS) - 1);
      switch (field.type) {
        case VARINT -> field.value = at.varint();
        case FIXED_64 -> field.value = at.fixed(Long.BYTES);
        case FIXED_32 -> field.value = at.fixed(Integer.BYTES);
        case SIZED -> {
          field.content = at.content();
          if (field.content.length > 0) {
            field.fields = parse(field.content, depth + 1);
          }
        }
        default -> at.failed = true;
      }
      if (at.failed || field.number == 0) {
        return Optional.empty();
      }
      fields.add(field);
    }
    return Optional.of(fields);
  }

  static byte[] write(List<Field> fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Field field : fields) {
      varint(out, (long) field.number << TYPE_BITS | field.type, 0);
      switch (field.type) {
        case VARINT -> varint(out, field.value, field.overlong);
        case FIXED_64 -> fixed(out, field.value, Long.BYTES);
        case FIXED_32 -> fixed(out, field.value, Integer.BYTES);
        case SIZED -> {
          byte[] content = field.fields.map(WireTree::write).orElse(field.content);
          varint(out, field.falseSize.orElse(content.length), field.overlong);
          out.writeBytes(content);
        }
        default -> out.writeBytes(field.content);
      }
    }
    return out.toByteArray();
  }

  private static void varint(ByteArrayOutputStream out, long value, int overlong) {
    long left = value;
    while ((left & ~0x7fL) != 0) {
      out.write((int) ((left & 0x7f) | 0x80));
      left >>>= 7;
    }
    if (overlong > 0) {
      out.write((int) (left | 0x80));
      for (int i = 1; i < overlong; i++) {
        out.write(0x80);
      }
      out.write(0);
    } else {
      out.write((int) left);
    }
  }

  private static void fixed(ByteArrayOutputStream out, long value, int size) {
    for (int i = 0; i < size; i++) {
      out.write((int) (value >>> (i * Byte.SIZE)));
    }
  }

  private static final class Cursor {
    private final byte[] bytes;
    private int position;
    private boolean failed;

    Cursor(byte[] bytes) {
      this.bytes = bytes;
    }

    long varint() {
      long value = 0;
      for (int shift = 0; shift < Long.SIZE && position < bytes.length; shift += 7) {
        byte next = bytes[position++];
        value |= (next & 0x7fL) << shift;
        if (next >= 0) {
          return value;
        }
      }
      failed = true;
      return 0;
    }

    long fixed(int size) {
      if (size > bytes.length - position) {
        failed = true;
        return 0;
      }
      long value = 0;
      for (int i = 0; i < size; i++) {
        value |= (bytes[position++] & 0xffL) << (i * Byte.SIZE);
      }
      return value;
    }

    byte[] content() {
      long size = varint();
      if (failed || size < 0 || size > bytes.length - position) {
        failed = true;
        return new byte[0];
      }
      position += (int) size;
      return Arrays.copyOfRange(bytes, position - (int) size, position);
    }
  }
}
