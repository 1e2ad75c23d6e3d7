package io.craton.vault.hsm.pkcs11;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// An attribute template, in the order of insertion. Values are kept as the token sees them: a
/// boolean is one byte, a number is eight in native order. Immutable and thread-safe; values that
/// are passed in must not be changed afterwards.
public final class Template {
  private static final byte[] TRUE = {1};
  private static final byte[] FALSE = {0};

  private final long[] types;
  private final byte[][] values;

  private Template(long[] types, byte[][] values) {
    this.types = types;
    this.values = values;
  }

  /// An empty builder.
  public static Builder builder() {
    return new Builder();
  }

  /// The number of attributes.
  public int size() {
    return types.length;
  }

  /// The type of the attribute at `index`.
  public long type(int index) {
    return types[index];
  }

  /// The value of the attribute at `index`; the array itself, not a copy.
  public byte[] value(int index) {
    return values[index];
  }

  /// Zeroes all values; the template must not be used afterwards.
  public void wipe() {
    for (byte[] value : values) {
      Arrays.fill(value, (byte) 0);
    }
  }

  /// The value of a boolean attribute as a token reports it.
  public static byte[] encode(boolean value) {
    return value ? TRUE.clone() : FALSE.clone();
  }

  /// The value of a numeric attribute as a token reports it.
  public static byte[] encode(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(value).array();
  }

  /// The number that a token reported.
  public static long decodeNumber(byte[] value) {
    return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getLong();
  }

  /// Collects attributes. Not thread-safe.
  public static final class Builder {
    private final List<Long> types = new ArrayList<>();
    private final List<byte[]> values = new ArrayList<>();

    private Builder() {}

    /// Adds a boolean.
    public Builder with(long type, boolean value) {
      return with(type, encode(value));
    }

    /// Adds a number.
    public Builder with(long type, long value) {
      return with(type, encode(value));
    }

    /// Adds a byte string.
    public Builder with(long type, byte[] value) {
      types.add(type);
      values.add(value);
      return this;
    }

    /// Adds all attributes of another template, whose values are not copied.
    public Builder with(Template other) {
      for (int i = 0; i < other.size(); i++) {
        with(other.type(i), other.value(i));
      }
      return this;
    }

    /// The template.
    public Template build() {
      return new Template(
          types.stream().mapToLong(Long::longValue).toArray(), values.toArray(byte[][]::new));
    }
  }
}
