package io.craton.vault.consensus.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.craton.vault.consensus.Samples;
import io.craton.vault.consensus.codec.proto.Entry;
import io.craton.vault.consensus.codec.proto.RotationChange;
import io.craton.vault.consensus.codec.proto.RotationSettings;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.VersionState;
import io.craton.vault.core.testing.Kinds;
import io.craton.vault.core.testing.fuzz.Corpus;
import io.craton.vault.core.testing.fuzz.DecoderFuzzer;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder.Grammar;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder.Memory;
import io.craton.vault.core.token.TokenRecord;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Entries of the log and records of the state, as they were written once and changed in every way.
class CodecFuzzTest {
  private static final int SECONDS = 3;
  private static final int ROUNDS = 2_000;

  /// Each field of a message is a few objects.
  private static final Memory MEMORY = new Memory(64 << 10, 256);

  private final Samples samples = new Samples(1);

  private static List<FuzzedDecoder> decoders() {
    return List.of(
        decoder("entry", EntryCodec::decode, EntryCodec::encode)
            .withRefusals(Set.of(CorruptBytesException.class, NewerFormatException.class))
            .withCanonical(CodecFuzzTest::asWrittenToday),
        decoder("item", RecordCodec::decodeItem, RecordCodec::encode),
        decoder("version", RecordCodec::decodeVersion, RecordCodec::encode),
        decoder("outbox", RecordCodec::decodeOutboxRow, RecordCodec::encode),
        decoder("rotation-settings", RecordCodec::decodeRotationSettings, RecordCodec::encode),
        decoder("instant", RecordCodec::decodeInstant, RecordCodec::encode),
        decoder("folder-entry", FolderEntryCodec::decode, FolderEntryCodec::encode),
        decoder("token", TokenCodec::decode, TokenCodec::encode),
        decoder("outcome", OutcomeCodec::decodeRecorded, OutcomeCodec::encode),
        decoder("reply", OutcomeCodec::decodeReply, OutcomeCodec::encodeReply),
        decoder("members", MemberCodec::decode, MemberCodec::encode));
  }

  private static <T> FuzzedDecoder decoder(
      String name, Function<byte[], T> decode, Function<T, byte[]> encode) {
    return FuzzedDecoder.of(
        name,
        Grammar.PROTOBUF,
        MEMORY,
        CorruptBytesException.class,
        bytes -> {
          T value = decode.apply(bytes);
          return () -> encode.apply(value);
        });
  }

  /// Entries of earlier formats are read, and those of the first have no settings for rotation:
  /// otherwise an entry has one encoding.
  private static byte[] asWrittenToday(byte[] bytes) {
    try {
      Entry.Builder entry = Entry.parseFrom(bytes).toBuilder().setFormat(EntryCodec.FORMAT);
      if (entry.hasUpdateItem() && !entry.getUpdateItem().hasRotation()) {
        entry
            .getUpdateItemBuilder()
            .setRotation(RotationChange.newBuilder().setTo(RotationSettings.getDefaultInstance()));
      }
      if (entry.hasCreateItem() && !entry.getCreateItem().getDraft().hasRotation()) {
        entry
            .getCreateItemBuilder()
            .getDraftBuilder()
            .setRotation(RotationSettings.getDefaultInstance());
      }
      return entry.build().toByteArray();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void everyChangeIsRefusedOrReadAsWhatItIs() throws Exception {
    new DecoderFuzzer("CodecFuzzTest", decoders()).run(SECONDS);
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void whatWasWrittenOnceIsRead(FuzzedDecoder decoder) throws Exception {
    decoder.requireReadable();
  }

  @Test
  void theCorpusHasEveryKind() {
    assertThat(
            Corpus.of("entry")
                .missing(
                    each(
                        Kinds.concrete(Command.class),
                        samples::proposal,
                        proposal -> Stream.of(proposal.command()),
                        EntryCodec::encode)))
        .as("commands; see Corpus")
        .isEmpty();
    assertThat(
            Corpus.of("item")
                .missing(
                    each(
                        Kinds.concrete(ItemKind.class),
                        samples::item,
                        item -> Stream.of(item.kind()),
                        RecordCodec::encode)))
        .isEmpty();
    Set<Class<?>> ofVersions = new HashSet<>(Kinds.concrete(VersionState.class));
    ofVersions.addAll(Kinds.concrete(Material.class));
    assertThat(
            Corpus.of("version")
                .missing(
                    each(
                        ofVersions,
                        samples::version,
                        version ->
                            Stream.concat(
                                Stream.of(version.state()),
                                version.state().heldMaterial().stream()),
                        RecordCodec::encode)))
        .isEmpty();
    assertThat(
            Corpus.of("token")
                .missing(
                    each(
                        Kinds.concrete(TokenRecord.Values.class),
                        samples::tokenRecord,
                        token -> Stream.of(token.values()),
                        TokenCodec::encode)))
        .isEmpty();
    Set<Class<?>> outcomes = Kinds.concrete(Outcome.class);
    assertThat(
            Corpus.of("outcome")
                .missing(
                    each(
                        outcomes,
                        samples::recorded,
                        recorded -> Stream.of(recorded.outcome()),
                        OutcomeCodec::encode)))
        .isEmpty();
    assertThat(
            Corpus.of("reply")
                .missing(
                    each(
                        outcomes,
                        () -> Optional.of(samples.outcome()),
                        Optional::stream,
                        OutcomeCodec::encodeReply)))
        .isEmpty();
  }

  @Test
  void theCorpusHasRecordsOfOneKind() {
    assertThat(Corpus.of("reply").missing(of(Optional.empty(), OutcomeCodec::encodeReply)))
        .isEmpty();
    assertThat(Corpus.of("outbox").missing(of(samples.outboxRow(), RecordCodec::encode))).isEmpty();
    assertThat(Corpus.of("rotation-settings").missing(of(full(), RecordCodec::encode))).isEmpty();
    assertThat(Corpus.of("instant").missing(of(samples.instant(), RecordCodec::encode))).isEmpty();
    assertThat(
            Corpus.of("folder-entry").missing(of(samples.folderEntry(), FolderEntryCodec::encode)))
        .isEmpty();
    assertThat(
            Corpus.of("members")
                .missing(
                    of(
                        List.of(samples.member(), samples.member().onTheWayOut()),
                        MemberCodec::encode)))
        .isEmpty();
  }

  private io.craton.vault.core.rotation.RotationSettings full() {
    var settings = samples.rotation();
    while (settings.frequency().isEmpty()
        || settings.retiredState().isEmpty()
        || settings.gracePeriod().isEmpty()) {
      settings = samples.rotation();
    }
    return settings;
  }

  private static <T> Map<String, byte[]> of(T value, Function<T, byte[]> encode) {
    return Map.of("one", encode.apply(value));
  }

  /// The first sample of each kind.
  private static <T> Map<String, byte[]> each(
      Set<Class<?>> kinds,
      Supplier<T> values,
      Function<T, Stream<?>> parts,
      Function<T, byte[]> encode) {
    Map<String, byte[]> found = new LinkedHashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      T value = values.get();
      parts
          .apply(value)
          .filter(part -> kinds.contains(part.getClass()))
          .forEach(part -> found.putIfAbsent(part.getClass().getSimpleName(), encode.apply(value)));
    }
    assertThat(found).hasSize(kinds.size());
    return found;
  }
}
