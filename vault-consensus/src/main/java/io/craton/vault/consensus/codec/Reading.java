package io.craton.vault.consensus.codec;

import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.function.Function;

/// The one place where decoding errors of all kinds become [CorruptBytesException].
///
/// Protobuf reads much that it does not write: fields that nobody knows, fields that stand twice or
/// in another order, numbers with more bytes than they need. A damaged tag would be such a field,
/// and what it bore would be gone without a word. So only the bytes that Protobuf writes for what
/// it has read are taken.
final class Reading {
  private Reading() {}

  /// Parses `bytes` and converts the message. What is allocated is bounded by the input's length
  /// (`CodecFuzzTest` says how), and the constructors of the domain check what they are given.
  static <M extends Message, T> T read(
      String what, Parser<M> parser, byte[] bytes, Function<M, T> convert) {
    try {
      M message = DiscardUnknownFieldsParser.wrap(parser).parseFrom(bytes);
      // Before the bytes are compared: a newer format is told from damage.
      T value = convert.apply(message);
      if (!Arrays.equals(message.toByteArray(), bytes)) {
        throw new CorruptBytesException(
            what + " of " + bytes.length + " bytes is not as it is written");
      }
      return value;
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
