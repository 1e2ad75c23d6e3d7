package io.craton.vault.consensus.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.consensus.ConsensusConfig;
import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.membership.HandOver;
import io.craton.vault.consensus.membership.JoinRequest;
import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.membership.PeerStatus;
import io.craton.vault.consensus.membership.PeerStatus.Clocks;
import io.craton.vault.consensus.membership.PeerStatus.RaftStatus;
import io.craton.vault.consensus.membership.Phase;
import io.craton.vault.consensus.membership.Succession;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FrameBodiesTest {
  /// Of the own clock and the majority's time, in the body of a status.
  private static final int OWN = 75;

  private static final int MAJORITY = OWN + Long.BYTES;

  private static final List<NodeName> NAMES =
      IntStream.range(0, ConsensusConfig.MAX_MEMBERS)
          .mapToObj(i -> new NodeName("a-node-with-a-name-as-long-as-" + i + "x"))
          .toList();
  private static final FounderHashes HASHES = FounderHashes.of(NAMES);

  private final PeerStatus status =
      new PeerStatus(
          new PeerName(NAMES.getFirst(), -7),
          11,
          Phase.FOUNDER,
          NAMES.stream().map(name -> new PeerName(name, Long.MIN_VALUE)).toList(),
          new RaftStatus(13, true, 17, 19),
          new Clocks(Clocks.LATEST, Clocks.LATEST - 1),
          23);

  @Test
  void statusWithMostMembersFits() {
    assertThatObject(FrameBodies.status(FrameBodies.of(status, HASHES), HASHES)).isEqualTo(status);
  }

  @Test
  void timesStandWhereTheyAreLookedFor() {
    ByteBuffer body = ByteBuffer.wrap(FrameBodies.of(status, HASHES));
    assertThat(body.getLong(OWN)).isEqualTo(Clocks.LATEST);
    assertThat(body.getLong(MAJORITY)).isEqualTo(Clocks.LATEST - 1);
  }

  @Test
  void unknownTimeIsCarriedOver() {
    byte[] body = with(MAJORITY, Clocks.UNKNOWN);
    assertThatObject(FrameBodies.status(body, HASHES).clocks())
        .isEqualTo(new Clocks(Clocks.LATEST, Clocks.UNKNOWN));
  }

  @Test
  void timesOutOfRangeAreRefused() {
    for (long wrong : new long[] {-1, Long.MIN_VALUE, Clocks.LATEST + 1, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> FrameBodies.status(with(OWN, wrong), HASHES))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (long wrong : new long[] {-2, Long.MIN_VALUE, Clocks.LATEST + 1, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> FrameBodies.status(with(MAJORITY, wrong), HASHES))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void wishesAndAnswersComeBack() {
    JoinRequest join = new JoinRequest(new PeerName(NAMES.getFirst(), -7), Phase.MEMBER);
    assertThatObject(FrameBodies.joinRequest(FrameBodies.of(join))).isEqualTo(join);
    for (Optional<NodeName> node :
        List.of(Optional.of(NAMES.getFirst()), Optional.<NodeName>empty())) {
      HandOver.Request request = new HandOver.Request(node);
      assertThatObject(FrameBodies.handOverRequest(FrameBodies.of(request))).isEqualTo(request);
      for (HandOver.Result result : HandOver.Result.values()) {
        HandOver.Answer answer = new HandOver.Answer(result, node);
        assertThatObject(FrameBodies.handOverAnswer(FrameBodies.of(answer))).isEqualTo(answer);
      }
    }
  }

  @Test
  void questionsAfterALeaderAndAnswersComeBack() {
    Succession.Question question =
        new Succession.Question(new PeerName(NAMES.getFirst(), -7), Long.MAX_VALUE);
    assertThatObject(FrameBodies.successionQuestion(FrameBodies.of(question))).isEqualTo(question);
    for (boolean gone : new boolean[] {true, false}) {
      for (boolean willing : new boolean[] {true, false}) {
        Succession.Answer answer =
            new Succession.Answer(
                question.leader(), gone, willing, new Succession.Position(3, Long.MIN_VALUE));
        assertThatObject(FrameBodies.successionAnswer(FrameBodies.of(answer))).isEqualTo(answer);
      }
    }
  }

  @Test
  void wishesThatNobodyHasAreRefused() {
    byte[] body = new byte[Frame.BODY];
    Arrays.fill(body, (byte) 33);
    assertThatThrownBy(() -> FrameBodies.joinRequest(body))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> FrameBodies.handOverRequest(body))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> FrameBodies.handOverAnswer(body))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> FrameBodies.successionQuestion(body))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> FrameBodies.successionAnswer(body))
        .isInstanceOf(IllegalArgumentException.class);
    Arrays.fill(body, (byte) 2);
    assertThatThrownBy(() -> FrameBodies.handOverRequest(body))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> FrameBodies.joinRequest(new byte[Frame.BODY]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private byte[] with(int at, long value) {
    byte[] body = FrameBodies.of(status, HASHES);
    ByteBuffer.wrap(body).putLong(at, value);
    return body;
  }
}
