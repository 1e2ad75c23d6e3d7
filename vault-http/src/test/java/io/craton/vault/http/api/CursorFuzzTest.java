package io.craton.vault.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.service.ListQuery;
import io.craton.vault.core.service.SortKey;
import io.craton.vault.core.testing.fuzz.Corpus;
import io.craton.vault.core.testing.fuzz.DecoderFuzzer;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder.Grammar;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder.Memory;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Where a page of a list ended, as callers bring it back, changed in every way behind its base64.
class CursorFuzzTest {
  private static final int SECONDS = 1;

  /// The name `b` in the folder `/a`.
  private static final byte[] PATH = {1, 'a', 0, 'b'};

  private static final Memory MEMORY = new Memory(16 << 10, 32);

  private static List<FuzzedDecoder> decoders() {
    return List.of(
        FuzzedDecoder.of(
            "cursor",
            Grammar.FLAT,
            MEMORY,
            IllegalArgumentException.class,
            bytes -> {
              ListQuery.Cursor cursor =
                  Cursors.decode(Base64.getEncoder().encodeToString(bytes))
                      .orElseThrow(IllegalArgumentException::new);
              return () -> Base64.getDecoder().decode(Cursors.encode(cursor));
            }));
  }

  @Test
  void everyChangeIsRefusedOrReadAsWhatItIs() throws Exception {
    new DecoderFuzzer("CursorFuzzTest", decoders()).run(SECONDS);
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void whatWasWrittenOnceIsRead(FuzzedDecoder decoder) throws Exception {
    decoder.requireReadable();
  }

  @Test
  void theCorpusHasEveryOrder() {
    byte[] id = new byte[ItemId.SIZE];
    Arrays.fill(id, (byte) 7);
    Map<String, byte[]> cursors = new LinkedHashMap<>();
    for (SortKey key : SortKey.values()) {
      for (Optional<Bytes> value :
          List.of(
              Optional.<Bytes>empty(),
              Optional.of(Bytes.copyOf(PATH)),
              Optional.of(Bytes.copyOf(id)))) {
        ListQuery.Cursor cursor =
            new ListQuery.Cursor(new ListQuery.Order(key, value.isPresent()), value, ItemId.of(id));
        String text = Cursors.encode(cursor);
        if (Cursors.decode(text).isPresent()) {
          cursors.putIfAbsent(key.name(), Base64.getDecoder().decode(text));
        }
      }
    }
    assertThat(cursors).hasSize(SortKey.values().length);
    assertThat(Corpus.of("cursor").missing(cursors)).isEmpty();
  }
}
