package io.craton.vault.core.testing.fuzz;

import java.util.List;
import java.util.SplittableRandom;

/// What is drawn for one input; the same from the same seed.
final class Chance {
  /// Where arithmetic goes wrong, if it does.
  private static final List<Long> EXTREMES =
      List.of(
          0L,
          1L,
          -1L,
          2L,
          127L,
          128L,
          255L,
          256L,
          32_767L,
          65_535L,
          (long) Integer.MAX_VALUE,
          Integer.MAX_VALUE + 1L,
          (long) Integer.MIN_VALUE,
          0xffff_ffffL,
          1L << 32,
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          999_999_999L,
          1_000_000_000L);

  private final SplittableRandom random;

  Chance(long seed) {
    random = new SplittableRandom(seed);
  }

  /// From 0 to below `bound`; 0 when that is 0.
  int below(int bound) {
    return bound <= 1 ? 0 : random.nextInt(bound);
  }

  <T> T one(List<T> values) {
    return values.get(below(values.size()));
  }

  /// A number that is at the end of some range, or near by.
  long extreme() {
    long chosen = one(EXTREMES);
    return below(3) == 0 ? chosen + below(5) - 2 : chosen;
  }

  byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }
}
