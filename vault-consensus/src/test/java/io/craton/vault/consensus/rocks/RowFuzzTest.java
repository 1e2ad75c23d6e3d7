package io.craton.vault.consensus.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.consensus.Samples;
import io.craton.vault.consensus.codec.CorruptBytesException;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.state.DueRow;
import io.craton.vault.core.state.OutcomeAge;
import io.craton.vault.core.state.Restoration;
import io.craton.vault.core.state.RotationRow;
import io.craton.vault.core.testing.fuzz.Corpus;
import io.craton.vault.core.testing.fuzz.DecoderFuzzer;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder.Grammar;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder.Memory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Keys of rows, and values that are no messages.
class RowFuzzTest {
  private static final int SECONDS = 1;
  private static final int TIME = 12;

  /// The value of a child holds a message.
  private static final Memory MEMORY = new Memory(64 << 10, 256);

  private static List<FuzzedDecoder> decoders() {
    return List.of(
        decoder("row-due", Keys::due, Keys::due),
        decoder("row-rotation", Keys::rotation, Keys::rotation),
        decoder("row-outcome-order", Keys::outcomeAge, Keys::outcomeOrder),
        tail("row-sealed-under", 4, Keys::versionSealedUnder, Keys::version),
        tail(
            "row-version",
            ItemId.SIZE,
            Keys::numberOfVersion,
            number -> Keys.number(number.value())),
        tail("row-token-expiry", TIME, Keys::tokenOfExpiry, Keys::token),
        tail("row-pair", ItemId.SIZE, Keys::secondOfPair, Keys::item),
        decoder("row-token", Keys::token, Keys::token),
        decoder("row-kek", Keys::kek, kek -> Keys.number(kek.value())),
        decoder("row-count", row -> RowValues.count(row, "count"), Keys::number),
        decoder("row-long-count", row -> RowValues.longCount(row, "count"), Keys::number),
        decoder("row-key-ref", RowValues::keyRef, ref -> ref.value().toArray()),
        decoder("row-item", RowValues::itemId, Keys::item),
        decoder("row-name", RowValues::name, name -> name.getBytes(StandardCharsets.UTF_8)),
        decoder("row-applied", RowValues::applied, RowFuzzTest::applied),
        decoder("row-restoration", RestorationRow::decode, RestorationRow::encode),
        decoder("row-child", ChildValue::entry, ChildValue::of));
  }

  private static <T> FuzzedDecoder decoder(
      String name, Function<byte[], T> decode, Function<T, byte[]> encode) {
    return FuzzedDecoder.of(
        name,
        Grammar.FLAT,
        MEMORY,
        CorruptBytesException.class,
        bytes -> {
          T value = decode.apply(bytes);
          return () -> encode.apply(value);
        });
  }

  /// Of a key whose first bytes are what was looked for.
  private static <T> FuzzedDecoder tail(
      String name, int start, Function<byte[], T> decode, Function<T, byte[]> encode) {
    return decoder(name, decode, encode)
        .withCanonical(bytes -> Arrays.copyOfRange(bytes, start, bytes.length));
  }

  /// As [BatchWriter] does.
  private static byte[] applied(Applied at) {
    return ByteBuffer.allocate(2 * Long.BYTES).putLong(at.term()).putLong(at.index()).array();
  }

  @Test
  void everyChangeIsRefusedOrReadAsWhatItIs() throws Exception {
    new DecoderFuzzer("RowFuzzTest", decoders()).run(SECONDS);
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void whatWasWrittenOnceIsRead(FuzzedDecoder decoder) throws Exception {
    decoder.requireReadable();
  }

  @Test
  void theCorpusHasEveryRow() {
    Samples samples = new Samples(1);
    Map<String, byte[]> rows = new LinkedHashMap<>();
    VersionId version = new VersionId(samples.itemId(), samples.number());
    Instant at = samples.instant();
    for (DueRow.Kind kind : DueRow.Kind.values()) {
      rows.put("row-due " + kind, Keys.due(new DueRow(at, kind, version)));
    }
    rows.put("row-rotation one", Keys.rotation(new RotationRow(at, samples.itemId())));
    rows.put("row-outcome-order one", Keys.outcomeOrder(new OutcomeAge(at, samples.key())));
    rows.put("row-sealed-under one", Keys.sealedUnder(new KekVersion(7), version));
    rows.put("row-version one", Keys.version(version));
    rows.put("row-token-expiry one", Keys.tokenExpiry(at, samples.tokenId()));
    rows.put("row-pair one", Keys.pair(samples.itemId(), samples.itemId()));
    rows.put("row-token one", Keys.token(samples.tokenId()));
    rows.put("row-kek one", Keys.number(7));
    rows.put("row-count one", Keys.number(100));
    rows.put("row-long-count one", Keys.number(1L << 40));
    rows.put("row-key-ref one", samples.keyRef().value().toArray());
    rows.put("row-item one", Keys.item(samples.itemId()));
    rows.put("row-name one", samples.text().getBytes(StandardCharsets.UTF_8));
    rows.put("row-applied one", applied(new Applied(3, 1L << 33)));
    rows.put(
        "row-restoration one",
        RestorationRow.encode(
            new Restoration(Instant.ofEpochSecond(1_800_000_000), 1_799_999_940)));
    rows.put("row-child one", ChildValue.of(samples.folderEntry()));
    rows.forEach((row, bytes) -> {
      String[] names = row.split(" ", 2);
      assertThat(Corpus.of(names[0]).missing(Map.of(names[1], bytes))).as(row).isEmpty();
    });
  }
}
