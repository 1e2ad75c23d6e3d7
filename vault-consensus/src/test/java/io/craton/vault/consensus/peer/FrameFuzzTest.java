package io.craton.vault.consensus.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.consensus.ClusterId;
import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.membership.Fingerprint;
import io.craton.vault.consensus.membership.HandOver;
import io.craton.vault.consensus.membership.JoinAnswer;
import io.craton.vault.consensus.membership.JoinRequest;
import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.membership.PeerStatus;
import io.craton.vault.consensus.membership.PeerStatus.Clocks;
import io.craton.vault.consensus.membership.PeerStatus.RaftStatus;
import io.craton.vault.consensus.membership.Phase;
import io.craton.vault.consensus.membership.Succession;
import io.craton.vault.core.testing.fuzz.Corpus;
import io.craton.vault.core.testing.fuzz.DecoderFuzzer;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder.Grammar;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder.Memory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What arrives at the peer port, changed in every way. A frame is as long as it is, so that inputs
/// are brought to that length: nothing else gets behind Netty's decoder.
class FrameFuzzTest {
  private static final int SECONDS = 1;

  /// Where their number stands in the body of a status.
  private static final int FOUNDERS = 99;

  private static final Memory MEMORY = new Memory(64 << 10, 0);
  private static final List<NodeName> NAMES =
      List.of(new NodeName("node1"), new NodeName("node2"), new NodeName("node-3"));
  private static final FounderHashes HASHES = FounderHashes.of(NAMES);

  private static List<FuzzedDecoder> decoders() {
    return List.of(
        decoder("frame", Frame.SIZE, FrameFuzzTest::frame, FrameFuzzTest::bytes),
        decoder(
                "frame-status",
                Frame.BODY,
                body -> FrameBodies.status(body, HASHES),
                status -> FrameBodies.of(status, HASHES))
            .withCanonical(body -> withoutStrangers(Arrays.copyOf(body, Frame.BODY))),
        decoder("frame-join", Frame.BODY, FrameBodies::joinRequest, FrameBodies::of),
        decoder("frame-join-answer", Frame.BODY, FrameBodies::joinAnswer, FrameBodies::of),
        decoder("frame-hand-over", Frame.BODY, FrameBodies::handOverRequest, FrameBodies::of),
        decoder("frame-hand-over-answer", Frame.BODY, FrameBodies::handOverAnswer, FrameBodies::of),
        decoder("frame-succession", Frame.BODY, FrameBodies::successionQuestion, FrameBodies::of),
        decoder(
            "frame-succession-answer", Frame.BODY, FrameBodies::successionAnswer, FrameBodies::of));
  }

  private static <T> FuzzedDecoder decoder(
      String name, int size, Function<byte[], T> decode, Function<T, byte[]> encode) {
    return FuzzedDecoder.of(
            name,
            Grammar.FLAT,
            MEMORY,
            IllegalArgumentException.class,
            bytes -> {
              T value = decode.apply(Arrays.copyOf(bytes, size));
              return () -> encode.apply(value);
            })
        .withCanonical(bytes -> Arrays.copyOf(bytes, size));
  }

  /// Founders that the reader does not know are left out of what it reads.
  private static byte[] withoutStrangers(byte[] body) {
    Set<Long> known =
        NAMES.stream()
            .map(name -> Fingerprint.of(List.of(name.value()), List.of()))
            .collect(Collectors.toSet());
    ByteBuffer in = ByteBuffer.wrap(body).position(FOUNDERS);
    ByteBuffer out = ByteBuffer.wrap(body.clone()).position(FOUNDERS + 1);
    int count = 0;
    for (int left = in.get(); left > 0; left--) {
      long nonce = in.getLong();
      long fingerprint = in.getLong();
      if (known.contains(fingerprint)) {
        out.putLong(nonce).putLong(fingerprint);
        count++;
      }
    }
    while (out.hasRemaining()) {
      out.put((byte) 0);
    }
    return out.put(FOUNDERS, (byte) count).array();
  }

  private static Frame frame(byte[] bytes) {
    return Frame.read(Unpooled.wrappedBuffer(bytes));
  }

  private static byte[] bytes(Frame frame) {
    byte[] bytes = new byte[Frame.SIZE];
    ByteBuf out = Unpooled.wrappedBuffer(bytes).clear();
    frame.write(out);
    return bytes;
  }

  @Test
  void everyChangeIsRefusedOrReadAsWhatItIs() throws Exception {
    new DecoderFuzzer("FrameFuzzTest", decoders()).run(SECONDS);
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void whatWasSentOnceIsRead(FuzzedDecoder decoder) throws Exception {
    decoder.requireReadable();
  }

  @Test
  void theCorpusHasEveryMessage() {
    PeerName peer = new PeerName(NAMES.getFirst(), 0x0123_4567_89ab_cdefL);
    PeerStatus status =
        new PeerStatus(
            peer,
            11,
            Phase.MEMBER,
            List.of(peer, new PeerName(NAMES.getLast(), -3)),
            new RaftStatus(13, true, 17, 19, false),
            new Clocks(1_800_000_000_000_000L, Clocks.UNKNOWN),
            23);
    Map<String, byte[]> messages = new LinkedHashMap<>();
    ClusterId cluster = new ClusterId(new UUID(5, 6));
    for (Frame.Type type : Frame.Type.values()) {
      messages.put(
          "frame " + type, bytes(new Frame(type, cluster, 7, FrameBodies.of(status, HASHES))));
    }
    messages.put("frame-status one", FrameBodies.of(status, HASHES));
    messages.put("frame-join one", FrameBodies.of(new JoinRequest(peer, Phase.CANDIDATE)));
    for (JoinAnswer answer : JoinAnswer.values()) {
      messages.put("frame-join-answer " + answer, FrameBodies.of(answer));
    }
    messages.put(
        "frame-hand-over named", FrameBodies.of(new HandOver.Request(Optional.of(peer.node()))));
    messages.put("frame-hand-over any", FrameBodies.of(new HandOver.Request(Optional.empty())));
    for (HandOver.Result result : HandOver.Result.values()) {
      messages.put(
          "frame-hand-over-answer " + result,
          FrameBodies.of(new HandOver.Answer(result, Optional.of(peer.node()))));
    }
    messages.put("frame-succession one", FrameBodies.of(new Succession.Question(peer, 13)));
    for (boolean gone : new boolean[] {true, false}) {
      messages.put(
          "frame-succession-answer " + (gone ? "gone" : "unwilling"),
          FrameBodies.of(new Succession.Answer(peer, gone, gone, new Succession.Position(13, 17))));
    }
    messages.forEach((message, bytes) -> {
      String[] names = message.split(" ", 2);
      assertThat(Corpus.of(names[0]).missing(Map.of(names[1], bytes))).as(message).isEmpty();
    });
  }
}
