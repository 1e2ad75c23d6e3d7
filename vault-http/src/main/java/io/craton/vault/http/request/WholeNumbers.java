package io.craton.vault.http.request;

import java.math.BigInteger;
import java.util.Optional;

/// Whole numbers as they are written in JSON, however many digits they have.
final class WholeNumbers {
  private WholeNumbers() {}

  /// Why a number is not within `min` and `max`; empty when it is.
  static Optional<ErrorCode> check(String literal, long min, long max) {
    BigInteger value = new BigInteger(literal);
    if (value.compareTo(BigInteger.valueOf(min)) < 0) {
      return Optional.of(ErrorCode.IS_TOO_SMALL);
    }
    return value.compareTo(BigInteger.valueOf(max)) > 0
        ? Optional.of(ErrorCode.IS_TOO_BIG)
        : Optional.empty();
  }
}
