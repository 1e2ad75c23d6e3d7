package io.craton.vault.consensus.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import java.time.DateTimeException;
import java.util.function.Function;

/// The one place where decoding errors of all kinds become [CorruptBytesException].
final class Reading {
  private Reading() {}

  /// Parses `bytes` and converts the message. The parser allocates no more than the input is long,
  /// and the constructors of the domain check what they are given.
  static <M, T> T read(String what, Parser<M> parser, byte[] bytes, Function<M, T> convert) {
    try {
      return convert.apply(parser.parseFrom(bytes));
    } catch (InvalidProtocolBufferException | IllegalArgumentException | DateTimeException e) {
      throw new CorruptBytesException(what + " of " + bytes.length + " bytes is corrupt", e);
    }
  }

  static CorruptBytesException missing(String field) {
    return new CorruptBytesException("field " + field + " is missing or has an unknown value");
  }

  /// Checks that a message field is there: Protobuf reads an absent one as an empty one.
  static void require(boolean present, String field) {
    if (!present) {
      throw missing(field);
    }
  }
}
