package io.craton.vault.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.testing.fuzz.Corpus;
import io.craton.vault.core.testing.fuzz.DecoderFuzzer;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder.Grammar;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder.Memory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// References to keys as they stand in the state, changed in every way: a wrong one could name the
/// key of somebody else, or have it destroyed.
class KeyRefFuzzTest {
  private static final int SECONDS = 1;
  private static final Memory MEMORY = new Memory(32 << 10, 32);

  private static List<FuzzedDecoder> decoders() {
    return List.of(
        FuzzedDecoder.of(
            "key-ref-resident",
            Grammar.FLAT,
            MEMORY,
            IllegalArgumentException.class,
            bytes -> {
              ResidentKey key = ResidentKey.parse(new KeyRef(Bytes.copyOf(bytes)));
              return () -> key.toRef().value().toArray();
            }),
        FuzzedDecoder.of(
            "key-ref-listed",
            Grammar.FLAT,
            MEMORY,
            IllegalArgumentException.class,
            bytes -> {
              ListedObject object =
                  ListedObject.parse(new KeyRef(Bytes.copyOf(bytes)))
                      .orElseThrow(IllegalArgumentException::new);
              return () -> object.toRef().value().toArray();
            }));
  }

  @Test
  void everyChangeIsRefusedOrReadAsWhatItIs() throws Exception {
    new DecoderFuzzer("KeyRefFuzzTest", decoders()).run(SECONDS);
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void whatWasWrittenOnceIsRead(FuzzedDecoder decoder) throws Exception {
    decoder.requireReadable();
  }

  @Test
  void theCorpusHasEveryForm() {
    byte[] id = new byte[ResidentKey.ID_BYTES];
    for (int i = 0; i < id.length; i++) {
      id[i] = (byte) (17 * i);
    }
    Map<String, byte[]> resident = new LinkedHashMap<>();
    for (KeyForm form : KeyForm.values()) {
      ResidentKey key = new ResidentKey(form, Bytes.copyOf(id));
      resident.put(form.name(), key.toRef().value().toArray());
    }
    assertThat(Corpus.of("key-ref-resident").missing(resident)).isEmpty();
    Map<String, byte[]> listed = new LinkedHashMap<>();
    String label = "craton/vault-eu/key/1800000000";
    listed.put("whole", new ListedObject(Bytes.copyOf(id), label).toRef().value().toArray());
    listed.put("no-id", new ListedObject(Bytes.empty(), label).toRef().value().toArray());
    assertThat(Corpus.of("key-ref-listed").missing(listed)).isEmpty();
  }
}
