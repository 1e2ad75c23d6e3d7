package io.craton.vault.hsm.software;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.craton.vault.core.algorithm.ParameterSet;
import io.craton.vault.core.testing.fuzz.Corpus;
import io.craton.vault.core.testing.fuzz.DecoderFuzzer;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder.Grammar;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder.Memory;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder.Turn;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Post-quantum keys that callers bring, changed in every way. There are other ways to write a key
/// than the scheme's own: what was read and written once stays as it is.
class SchemeFuzzTest {
  private static final int SECONDS = 1;

  /// Of each kind one.
  private static final List<ParameterSet> SETS =
      List.of(
          ParameterSet.ML_DSA_44,
          ParameterSet.ED25519_DILITHIUM2,
          ParameterSet.SPHINCS_PLUS_128F_SHA256_SIMPLE,
          ParameterSet.FALCON_1024);

  /// A key of ML-DSA is expanded to a matrix when it is read.
  private static final Memory MEMORY = new Memory(2 << 20, 256);

  /// Deeper than fits into what a caller may send.
  private static final int DEPTH = 6_200;

  private static String name(ParameterSet set, String half) {
    return set.name().toLowerCase(Locale.ROOT).replace('_', '-') + half;
  }

  private static List<FuzzedDecoder> decoders() {
    List<FuzzedDecoder> decoders = new ArrayList<>();
    for (ParameterSet set : SETS) {
      SignatureScheme scheme = SignatureScheme.of(set);
      decoders.add(decoder(name(set, "-public"), scheme::readPublic));
      decoders.add(decoder(name(set, "-private"), scheme::readPrivate));
    }
    return decoders;
  }

  /// Reads a key, and writes it.
  private interface Reading {
    byte[] read(byte[] key) throws MalformedKey;
  }

  private static FuzzedDecoder decoder(String name, Reading reading) {
    UnaryOperator<byte[]> again =
        key -> {
          try {
            return reading.read(key);
          } catch (MalformedKey e) {
            throw new IllegalStateException(e);
          }
        };
    Turn turn =
        key -> {
          byte[] written = reading.read(key);
          return () -> again.apply(written);
        };
    return FuzzedDecoder.of(name, Grammar.FLAT, MEMORY, MalformedKey.class, turn)
        .withCanonical(again);
  }

  @Test
  void everyChangeIsRefusedOrReadAsWhatItIs() throws Exception {
    new DecoderFuzzer("SchemeFuzzTest", decoders()).run(SECONDS);
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void whatWasWrittenOnceIsRead(FuzzedDecoder decoder) throws Exception {
    decoder.requireReadable();
  }

  @Test
  void theCorpusHasEveryScheme() {
    for (ParameterSet set : SETS) {
      SignatureScheme.Halves halves = SignatureScheme.of(set).generate(new SecureRandom());
      assertThat(Corpus.of(name(set, "-public")).missing(Map.of("one", halves.spki()))).isEmpty();
      assertThat(Corpus.of(name(set, "-private")).missing(Map.of("one", halves.pkcs8()))).isEmpty();
    }
  }

  /// A reader that goes into each level by calling itself runs out of stack.
  @ParameterizedTest
  @MethodSource("decoders")
  void levelsWithoutEndAreMalformed(FuzzedDecoder decoder) {
    byte[] indefinite = new byte[2 * DEPTH];
    for (int i = 0; i < indefinite.length; i += 2) {
      indefinite[i] = 0x30;
      indefinite[i + 1] = (byte) 0x80;
    }
    for (byte[] nested : List.of(indefinite, definite(DEPTH / 2))) {
      assertThatExceptionOfType(MalformedKey.class).isThrownBy(() -> decoder.turn().decode(nested));
    }
  }

  /// Sequences within sequences, each with a length of two bytes.
  private static byte[] definite(int depth) {
    byte[] bytes = new byte[4 * depth];
    for (int i = 0; i < depth; i++) {
      int length = bytes.length - 4 * (i + 1);
      byte[] head = {0x30, (byte) 0x82, (byte) (length >> 8), (byte) length};
      System.arraycopy(head, 0, bytes, 4 * i, head.length);
    }
    return bytes;
  }
}
