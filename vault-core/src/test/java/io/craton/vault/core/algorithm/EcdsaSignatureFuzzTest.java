package io.craton.vault.core.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.testing.fuzz.Corpus;
import io.craton.vault.core.testing.fuzz.DecoderFuzzer;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder.Grammar;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder.Memory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Signatures that callers send to have them verified, changed in every way.
class EcdsaSignatureFuzzTest {
  private static final int SECONDS = 1;
  private static final Memory MEMORY = new Memory(16 << 10, 16);

  private static List<FuzzedDecoder> decoders() {
    return List.of(decoder("ecdsa-256", 32), decoder("ecdsa-521", 66));
  }

  private static FuzzedDecoder decoder(String name, int coordinateBytes) {
    return FuzzedDecoder.of(
        name,
        Grammar.FLAT,
        MEMORY,
        IllegalArgumentException.class,
        der -> {
          Bytes raw =
              EcdsaSignature.fromDer(der, coordinateBytes)
                  .orElseThrow(IllegalArgumentException::new);
          return () -> EcdsaSignature.toDer(raw).toArray();
        });
  }

  @Test
  void everyChangeIsRefusedOrReadAsWhatItIs() throws Exception {
    new DecoderFuzzer("EcdsaSignatureFuzzTest", decoders()).run(SECONDS);
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void whatWasWrittenOnceIsRead(FuzzedDecoder decoder) throws Exception {
    decoder.requireReadable();
  }

  @Test
  void theCorpusHasBothFormsOfLengths() {
    assertThat(Corpus.of("ecdsa-256").missing(signatures(32))).isEmpty();
    assertThat(Corpus.of("ecdsa-521").missing(signatures(66))).isEmpty();
  }

  private static Map<String, byte[]> signatures(int coordinateBytes) {
    byte[] raw = new byte[2 * coordinateBytes];
    new Random(1).nextBytes(raw);
    Map<String, byte[]> signatures = new LinkedHashMap<>();
    signatures.put("full", EcdsaSignature.toDer(Bytes.copyOf(raw)).toArray());
    raw[0] = 0;
    raw[1] = 0;
    raw[2] = 1;
    signatures.put("short", EcdsaSignature.toDer(Bytes.copyOf(raw)).toArray());
    return signatures;
  }
}
