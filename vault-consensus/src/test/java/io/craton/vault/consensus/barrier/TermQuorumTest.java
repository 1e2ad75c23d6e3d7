package io.craton.vault.consensus.barrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;

import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.membership.PeerStatus;
import io.craton.vault.consensus.membership.PeerStatus.Clocks;
import io.craton.vault.consensus.membership.PeerStatus.RaftStatus;
import io.craton.vault.consensus.membership.Phase;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TermQuorumTest {
  private static final Voters THREE = voters("a", "b", "c");

  @Test
  void majorityOfTheLeadersTermConfirms() {
    assertThat(TermQuorum.confirmed(THREE, List.of(leader("a", 5, 42, THREE), peer("b", 5))))
        .hasValue(42);
  }

  @Test
  void majorityWithoutItsLeaderConfirmsNothing() {
    assertThat(TermQuorum.confirmed(THREE, List.of(peer("b", 5), peer("c", 5)))).isEmpty();
  }

  @Test
  void leaderWhosePeersAreInALaterTermConfirmsNothing() {
    assertThat(
            TermQuorum.confirmed(
                THREE, List.of(leader("a", 5, 42, THREE), peer("b", 6), peer("c", 6))))
        .isEmpty();
  }

  @Test
  void leaderThatIsNotReadyConfirmsNothing() {
    PeerStatus young = status("a", new RaftStatus(5, false, 42, THREE.fingerprint()));
    assertThat(TermQuorum.confirmed(THREE, List.of(young, peer("b", 5), peer("c", 5)))).isEmpty();
  }

  @Test
  void leaderWithAnotherConfigurationConfirmsNothing() {
    Voters other = voters("a", "d", "e");
    assertThat(
            TermQuorum.confirmed(
                THREE, List.of(leader("a", 5, 42, other), peer("b", 5), peer("c", 5))))
        .isEmpty();
  }

  @Test
  void neededAreTheLeaderAndTheFirstOfTheOthers() {
    Voters five = voters("a", "b", "c", "d", "e");
    PeerStatus self = peer("a", 5);
    PeerStatus other = peer("b", 5);
    PeerStatus leader = leader("c", 5, 42, five);
    List<PeerStatus> answers = List.of(peer("e", 4), self, other, peer("d", 5), leader);
    assertThatObject(Set.copyOf(TermQuorum.needed(five, answers, new NodeName("a"))))
        .isEqualTo(Set.of(self, other, leader));
  }

  @Test
  void ownAnswerIsKeptAlsoWhenOthersAreEnough() {
    PeerStatus self = peer("a", 5);
    PeerStatus other = peer("b", 5);
    PeerStatus leader = leader("c", 5, 42, THREE);
    assertThatObject(
            Set.copyOf(TermQuorum.needed(THREE, List.of(other, leader, self), new NodeName("a"))))
        .isEqualTo(Set.of(self, leader));
  }

  @Test
  void peersThatDoNotVoteDoNotCount() {
    assertThat(
            TermQuorum.confirmed(
                THREE, List.of(leader("a", 5, 42, THREE), peer("x", 5), peer("y", 5))))
        .isEmpty();
  }

  @Test
  void jointConfigurationNeedsBothMajorities() {
    Voters joint = new Voters(ids("a", "b", "c"), ids("a", "d", "e"));
    PeerStatus leader = leader("a", 5, 42, joint);
    assertThat(TermQuorum.confirmed(joint, List.of(leader, peer("b", 5)))).isEmpty();
    assertThat(TermQuorum.confirmed(joint, List.of(leader, peer("b", 5), peer("d", 5))))
        .hasValue(42);
  }

  @Test
  void singleNodeConfirmsItself() {
    Voters one = voters("a");
    assertThat(TermQuorum.confirmed(one, List.of(leader("a", 1, 3, one)))).hasValue(3);
  }

  private static PeerStatus leader(String name, long term, long commit, Voters voters) {
    return status(name, new RaftStatus(term, true, commit, voters.fingerprint()));
  }

  private static PeerStatus peer(String name, long term) {
    return status(name, new RaftStatus(term, false, 0, 0));
  }

  private static PeerStatus status(String name, RaftStatus raft) {
    return new PeerStatus(
        new PeerName(new NodeName(name), 1),
        0,
        Phase.MEMBER,
        List.of(),
        raft,
        new Clocks(0, Clocks.UNKNOWN));
  }

  private static Voters voters(String... names) {
    return new Voters(ids(names), Set.of());
  }

  private static Set<String> ids(String... names) {
    return Arrays.stream(names)
        .map(name -> new PeerName(new NodeName(name), 1).toString())
        .collect(Collectors.toSet());
  }
}
