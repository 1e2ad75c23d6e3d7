package io.craton.vault.core.testing.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Changes bytes of whose meaning nothing is known.
final class ByteMutator {
  private static final List<String> DIGITS =
      List.of(
          "0",
          "00",
          "-1",
          "+1",
          "007",
          "2147483647",
          "2147483648",
          "9223372036854775807",
          "9223372036854775808",
          "99999999999999999999999999",
          "1e9",
          "");

  private static final int MOST_GROWTH = 64;

  private ByteMutator() {}

  /// @param other bytes of the same kind, of which some may be taken
  static byte[] changed(byte[] bytes, byte[] other, Chance chance) {
    return switch (chance.below(10)) {
      case 0, 1 -> flipped(bytes, chance);
      case 2 -> Arrays.copyOf(bytes, chance.below(bytes.length));
      case 3 -> joined(bytes, bytes.length, chance.bytes(1 + chance.below(MOST_GROWTH)), 0);
      case 4 -> joined(bytes, chance.below(bytes.length), other, chance.below(other.length));
      case 5 -> overwritten(bytes, chance);
      case 6 -> cutOut(bytes, chance);
      case 7 -> repeated(bytes, chance);
      case 8 -> withOtherDigits(bytes, chance);
      default -> withNumber(bytes, chance);
    };
  }

  private static byte[] flipped(byte[] bytes, Chance chance) {
    byte[] changed = bytes.clone();
    for (int flips = chance.below(4); flips >= 0 && changed.length > 0; flips--) {
      changed[chance.below(changed.length)] ^= (byte) (1 << chance.below(Byte.SIZE));
    }
    return changed;
  }

  private static byte[] overwritten(byte[] bytes, Chance chance) {
    byte[] changed = bytes.clone();
    int at = chance.below(changed.length);
    byte[] with = chance.bytes(Math.min(1 + chance.below(8), changed.length - at));
    System.arraycopy(with, 0, changed, at, with.length);
    return changed;
  }

  private static byte[] cutOut(byte[] bytes, Chance chance) {
    int from = chance.below(bytes.length);
    int to = from + chance.below(Math.min(MOST_GROWTH, bytes.length - from + 1));
    return joined(bytes, from, bytes, to);
  }

  private static byte[] repeated(byte[] bytes, Chance chance) {
    int from = chance.below(bytes.length);
    int to = from + chance.below(Math.min(MOST_GROWTH, bytes.length - from + 1));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, to);
    for (int times = 1 + chance.below(3); times > 0; times--) {
      out.write(bytes, from, to - from);
    }
    out.write(bytes, to, bytes.length - to);
    return out.toByteArray();
  }

  /// The first `end` bytes of one, and the other from `start` on.
  private static byte[] joined(byte[] one, int end, byte[] other, int start) {
    byte[] both = Arrays.copyOf(one, end + other.length - start);
    System.arraycopy(other, start, both, end, other.length - start);
    return both;
  }

  private static byte[] withNumber(byte[] bytes, Chance chance) {
    int size = chance.one(List.of(1, Short.BYTES, Integer.BYTES, Long.BYTES));
    if (bytes.length < size) {
      return bytes;
    }
    int at = chance.below(bytes.length - size + 1);
    // Most numbers are aligned in what is of a fixed layout.
    int start = chance.below(2) == 0 ? at / size * size : at;
    ByteBuffer number =
        ByteBuffer.allocate(Long.BYTES)
            .order(chance.below(4) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
            .putLong(chance.extreme());
    int skip = number.order() == ByteOrder.BIG_ENDIAN ? Long.BYTES - size : 0;
    byte[] changed = bytes.clone();
    System.arraycopy(number.array(), skip, changed, start, size);
    return changed;
  }

  private static byte[] withOtherDigits(byte[] bytes, Chance chance) {
    int from = chance.below(bytes.length);
    while (from < bytes.length && !isDigit(bytes[from])) {
      from++;
    }
    int to = from;
    while (to < bytes.length && isDigit(bytes[to])) {
      to++;
    }
    byte[] digits = chance.one(DIGITS).getBytes(StandardCharsets.US_ASCII);
    return joined(joined(bytes, from, digits, 0), from + digits.length, bytes, to);
  }

  private static boolean isDigit(byte character) {
    return character >= '0' && character <= '9';
  }
}
