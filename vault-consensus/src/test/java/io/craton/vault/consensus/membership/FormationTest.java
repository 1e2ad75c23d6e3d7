package io.craton.vault.consensus.membership;

import static org.assertj.core.api.Assertions.assertThatObject;

import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.membership.Formation.Step;
import io.craton.vault.consensus.membership.PeerStatus.Clocks;
import io.craton.vault.consensus.membership.PeerStatus.RaftStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FormationTest {
  private static final Clocks NO_TIME = new Clocks(0, Clocks.UNKNOWN);
  private static final List<NodeName> NAMES =
      List.of(new NodeName("a"), new NodeName("b"), new NodeName("c"));
  private static final List<PeerName> FIRST = List.of(peer("a", 1), peer("b", 1), peer("c", 1));

  @Test
  void lowestNameFoundsWhenAllAreEmptyTwice() {
    Map<NodeName, PeerStatus> all =
        answers(candidate("a", 1), candidate("b", 1), candidate("c", 1));
    assertThatObject(Formation.next(candidate("a", 1), NAMES, all, all))
        .isEqualTo(new Step.Found(FIRST));
    assertThatObject(Formation.next(candidate("b", 1), NAMES, all, all)).isEqualTo(new Step.Wait());
  }

  @Test
  void nodeThatLostItsDiskBetweenTheRoundsIsNotCounted() {
    assertThatObject(
            Formation.next(
                candidate("a", 1),
                NAMES,
                answers(candidate("a", 1), candidate("b", 1), candidate("c", 1)),
                answers(candidate("a", 1), candidate("b", 2), candidate("c", 1))))
        .isEqualTo(new Step.Wait());
  }

  @Test
  void silentMemberPreventsAFoundation() {
    Map<NodeName, PeerStatus> two = answers(candidate("a", 1), candidate("b", 1));
    assertThatObject(Formation.next(candidate("a", 1), NAMES, two, two)).isEqualTo(new Step.Wait());
  }

  @Test
  void founderIsFollowedByThosePeersItNames() {
    Map<NodeName, PeerStatus> all = answers(founder("a", FIRST), candidate("b", 1));
    assertThatObject(Formation.next(candidate("b", 1), NAMES, all, all))
        .isEqualTo(new Step.Found(FIRST));
  }

  @Test
  void nodeThatLostItsDiskAfterTheFoundationJoins() {
    Map<NodeName, PeerStatus> all = answers(founder("a", FIRST), candidate("b", 2));
    assertThatObject(Formation.next(candidate("b", 2), NAMES, all, all)).isEqualTo(new Step.Join());
  }

  @Test
  void lowestNameThatLostItsDiskJoins() {
    Map<NodeName, PeerStatus> all =
        answers(candidate("a", 2), founder("b", FIRST), founder("c", FIRST));
    assertThatObject(Formation.next(candidate("a", 2), NAMES, all, all)).isEqualTo(new Step.Join());
  }

  private static PeerName peer(String name, long nonce) {
    return new PeerName(new NodeName(name), nonce);
  }

  private static PeerStatus candidate(String name, long nonce) {
    return new PeerStatus(
        peer(name, nonce), 7, Phase.CANDIDATE, List.of(), RaftStatus.NONE, NO_TIME);
  }

  private static PeerStatus founder(String name, List<PeerName> founders) {
    return new PeerStatus(peer(name, 1), 7, Phase.FOUNDER, founders, RaftStatus.NONE, NO_TIME);
  }

  private static Map<NodeName, PeerStatus> answers(PeerStatus... statuses) {
    return Arrays.stream(statuses)
        .collect(Collectors.toMap(status -> status.peer().node(), Function.identity()));
  }
}
