package io.craton.vault.core.testing.fuzz;

import io.craton.vault.core.bytes.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// A decoder, and what it promises of whatever bytes it is given: a refusal of a documented kind,
/// or a value whose encoding are these bytes; in both cases with a bounded amount of memory.
///
/// @param name of the file of its corpus
/// @param grammar how its bytes are changed, beside blindly
/// @param turn decodes, and encodes what came of it
/// @param canonical the encoding of what given bytes mean: themselves, where a value has one
///   encoding only. Is asked for bytes that were not refused
/// @param refusals what may be thrown, and nothing that is derived from it
/// @param repair makes changed bytes pass what they would fail at first, such as a checksum
/// @param memory what decoding may allocate
public record FuzzedDecoder(
    String name,
    Grammar grammar,
    Turn turn,
    UnaryOperator<byte[]> canonical,
    Set<Class<? extends Exception>> refusals,
    UnaryOperator<byte[]> repair,
    Memory memory) {
  private static final int LONGEST = 32 << 10;

  /// One input of so many is taken from the corpus as it is.
  private static final int UNCHANGED = 16;

  /// Decodes, and encodes what came of it.
  @FunctionalInterface
  public interface Turn {
    /// Takes bytes to bytes by way of what they mean; does nothing else.
    Encoded decode(byte[] bytes) throws Exception;
  }

  /// What was decoded, ready to be encoded: apart, as only the former's memory is measured.
  @FunctionalInterface
  public interface Encoded {
    byte[] encode();
  }

  /// How bytes are made of others.
  public enum Grammar {
    /// Protobuf: field by field, lengths made right again or wrong on purpose.
    PROTOBUF,
    /// No more is known than that there are numbers in it.
    FLAT
  }

  /// What decoding may allocate, the making of an exception included.
  ///
  /// @param fixed bytes, whatever the input is
  /// @param each bytes for each byte of the input
  public record Memory(long fixed, long each) {
    long bound(int inputBytes) {
      return fixed + each * inputBytes;
    }
  }

  public FuzzedDecoder {
    refusals = Set.copyOf(refusals);
  }

  /// One whose values have one encoding each.
  public static FuzzedDecoder of(
      String name, Grammar grammar, Memory memory, Class<? extends Exception> refusal, Turn turn) {
    return new FuzzedDecoder(
        name, grammar, turn, same -> same, Set.of(refusal), same -> same, memory);
  }

  /// The same, with that encoding for given bytes.
  public FuzzedDecoder withCanonical(UnaryOperator<byte[]> other) {
    return new FuzzedDecoder(name, grammar, turn, other, refusals, repair, memory);
  }

  /// The same, with these refusals.
  public FuzzedDecoder withRefusals(Set<Class<? extends Exception>> other) {
    return new FuzzedDecoder(name, grammar, turn, canonical, other, repair, memory);
  }

  /// The same, with bytes that are repaired every other time.
  public FuzzedDecoder withRepair(UnaryOperator<byte[]> other) {
    return new FuzzedDecoder(name, grammar, turn, canonical, refusals, other, memory);
  }

  /// Fails unless everything in its corpus is read, and written as it stands there.
  public void requireReadable() throws Exception {
    Map<String, Bytes> encodings = Corpus.of(name).encodings();
    if (encodings.isEmpty()) {
      throw new AssertionError("there is no corpus " + name);
    }
    for (Map.Entry<String, Bytes> each : encodings.entrySet()) {
      byte[] bytes = each.getValue().toArray();
      if (!Arrays.equals(turn.decode(bytes).encode(), canonical.apply(bytes))) {
        throw new AssertionError(name + " " + each.getKey() + " is written in another way now");
      }
    }
  }

  /// Bytes that are like those of `corpus`.
  byte[] input(List<Bytes> corpus, Chance chance) {
    byte[] bytes = chance.one(corpus).toArray();
    // What changes multiplied may be too long for the next one.
    int changes = chance.below(UNCHANGED) == 0 ? 0 : 1 + chance.below(3);
    for (; changes > 0 && bytes.length < LONGEST; changes--) {
      byte[] other = chance.one(corpus).toArray();
      bytes =
          grammar == Grammar.PROTOBUF && chance.below(4) > 0
              ? WireMutator.changed(bytes, other, chance)
              : ByteMutator.changed(bytes, other, chance);
    }
    return chance.below(2) == 0 ? repair.apply(bytes) : bytes;
  }

  @Override
  public String toString() {
    return name;
  }
}
