package io.craton.vault.consensus.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.consensus.membership.JoinAnswer;
import io.craton.vault.consensus.membership.PeerStatus.RaftStatus;
import io.craton.vault.consensus.ratis.RemovalWatch.Position;
import io.craton.vault.consensus.ratis.RemovalWatch.Reply;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Whom a node believes that it was taken out.
class RemovalWatchTest {
  private static final Position OWN = new Position(5, 100);
  private static final Reply FOLLOWER = reply(7, false, 100, JoinAnswer.NOT_LEADER);

  @Test
  void aLeaderThatIsAsFarIsBelieved() {
    assertThat(removed(reply(5, true, 100, JoinAnswer.REMOVED), FOLLOWER)).isTrue();
    assertThat(removed(FOLLOWER, reply(7, true, 250, JoinAnswer.REMOVED), Reply.NONE)).isTrue();
    assertThat(removed(reply(7, true, 100, JoinAnswer.REMOVED))).isTrue();
  }

  @Test
  void nobodyIsWhoKnowsLess() {
    assertThat(removed(reply(7, true, 99, JoinAnswer.REMOVED), FOLLOWER)).isFalse();
    assertThat(removed(reply(4, true, 100, JoinAnswer.REMOVED), FOLLOWER)).isFalse();
    assertThat(removed(reply(7, false, 100, JoinAnswer.REMOVED), FOLLOWER)).isFalse();
    assertThat(removed(new Reply(RaftStatus.NONE, JoinAnswer.REMOVED))).isFalse();
  }

  @Test
  void anotherLeaderContradictsUnlessItIsOneOfOld() {
    Reply remover = reply(7, true, 100, JoinAnswer.REMOVED);
    assertThat(removed(remover, reply(7, true, 100, JoinAnswer.WAIT))).isFalse();
    assertThat(removed(reply(8, true, 10, JoinAnswer.WAIT), remover)).isFalse();
    assertThat(removed(remover, reply(6, true, 90, JoinAnswer.WAIT))).isTrue();
    assertThat(removed(remover, remover)).as("two leaders of one term").isFalse();
  }

  @Test
  void whoeverSaysThatTheNodeIsInContradicts() {
    Reply remover = reply(9, true, 200, JoinAnswer.REMOVED);
    assertThat(removed(remover, reply(6, true, 150, JoinAnswer.WELCOME))).isFalse();
    assertThat(removed(reply(6, true, 150, JoinAnswer.WELCOME), FOLLOWER, remover)).isFalse();
  }

  @Test
  void nothingElseRemovesANode() {
    for (JoinAnswer answer : JoinAnswer.values()) {
      assertThat(removed(reply(7, true, 100, answer), FOLLOWER))
          .as(answer.name())
          .isEqualTo(answer == JoinAnswer.REMOVED);
    }
    assertThat(removed()).isFalse();
    assertThat(removed(FOLLOWER, Reply.NONE)).isFalse();
  }

  private static boolean removed(Reply... replies) {
    return RemovalWatch.isRemoved(List.of(replies), OWN);
  }

  private static Reply reply(long term, boolean leads, long commitIndex, JoinAnswer answer) {
    return new Reply(new RaftStatus(term, leads, commitIndex, 0), answer);
  }
}
