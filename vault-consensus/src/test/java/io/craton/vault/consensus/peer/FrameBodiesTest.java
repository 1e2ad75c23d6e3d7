package io.craton.vault.consensus.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.consensus.ConsensusConfig;
import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.membership.PeerStatus;
import io.craton.vault.consensus.membership.PeerStatus.Clocks;
import io.craton.vault.consensus.membership.PeerStatus.RaftStatus;
import io.craton.vault.consensus.membership.Phase;
import java.nio.ByteBuffer;
import java.util.List;
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

  private final PeerStatus status =
      new PeerStatus(
          new PeerName(NAMES.getFirst(), -7),
          11,
          Phase.FOUNDER,
          NAMES.stream().map(name -> new PeerName(name, Long.MIN_VALUE)).toList(),
          new RaftStatus(13, true, 17, 19),
          new Clocks(Clocks.LATEST, Clocks.LATEST - 1));

  @Test
  void statusWithMostMembersFits() {
    assertThatObject(FrameBodies.status(FrameBodies.of(status), NAMES)).isEqualTo(status);
  }

  @Test
  void timesStandWhereTheyAreLookedFor() {
    ByteBuffer body = ByteBuffer.wrap(FrameBodies.of(status));
    assertThat(body.getLong(OWN)).isEqualTo(Clocks.LATEST);
    assertThat(body.getLong(MAJORITY)).isEqualTo(Clocks.LATEST - 1);
  }

  @Test
  void unknownTimeIsCarriedOver() {
    byte[] body = with(MAJORITY, Clocks.UNKNOWN);
    assertThatObject(FrameBodies.status(body, NAMES).clocks())
        .isEqualTo(new Clocks(Clocks.LATEST, Clocks.UNKNOWN));
  }

  @Test
  void timesOutOfRangeAreRefused() {
    for (long wrong : new long[] {-1, Long.MIN_VALUE, Clocks.LATEST + 1, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> FrameBodies.status(with(OWN, wrong), NAMES))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (long wrong : new long[] {-2, Long.MIN_VALUE, Clocks.LATEST + 1, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> FrameBodies.status(with(MAJORITY, wrong), NAMES))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private byte[] with(int at, long value) {
    byte[] body = FrameBodies.of(status);
    ByteBuffer.wrap(body).putLong(at, value);
    return body;
  }
}
