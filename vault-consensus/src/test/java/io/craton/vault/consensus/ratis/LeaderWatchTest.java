package io.craton.vault.consensus.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.barrier.Voters;
import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.membership.Succession.Answer;
import io.craton.vault.consensus.membership.Succession.Position;
import io.craton.vault.consensus.membership.Succession.Question;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LeaderWatchTest {
  private static final PeerName A = peer("a");
  private static final PeerName B = peer("b");
  private static final PeerName C = peer("c");
  private static final PeerName D = peer("d");
  private static final PeerName E = peer("e");
  private static final Position END = new Position(7, 100);
  private static final Question GONE = new Question(A, 7);

  private static PeerName peer(String name) {
    return new PeerName(new NodeName(name), 1);
  }

  private static Voters votersOf(PeerName... peers) {
    return new Voters(ids(peers), Set.of());
  }

  private static Set<String> ids(PeerName... peers) {
    return Stream.of(peers).map(PeerName::toString).collect(Collectors.toSet());
  }

  /// The node b of a, b and c, which follows a.
  private static final class Node implements LeaderWatch.Follower, LeaderWatch.Peers {
    Optional<Question> following = Optional.of(GONE);
    Position last = END;
    Voters voters = votersOf(A, B, C);
    final Set<NodeName> refusing = new HashSet<>(Set.of(A.node()));
    final Map<String, CompletableFuture<Answer>> others = new TreeMap<>();
    final List<String> asked = new ArrayList<>();
    final List<Question> stood = new ArrayList<>();
    final List<Runnable> later = new ArrayList<>();
    boolean collecting;
    final LeaderWatch watch = new LeaderWatch(this, this, this::run);

    private void run(Runnable task) {
      if (collecting) {
        later.add(task);
      } else {
        task.run();
      }
    }

    Node with(PeerName other, Answer answer) {
      others.put(other.toString(), CompletableFuture.completedFuture(answer));
      return this;
    }

    @Override
    public PeerName self() {
      return B;
    }

    @Override
    public Voters voters() {
      return voters;
    }

    @Override
    public Optional<Question> following() {
      return following;
    }

    @Override
    public Position last() {
      return last;
    }

    @Override
    public boolean willing() {
      return true;
    }

    @Override
    public boolean stand(Question gone) {
      return stood.add(gone);
    }

    @Override
    public boolean refused(NodeName node) {
      return refusing.contains(node);
    }

    @Override
    public CompletableFuture<Answer> ask(PeerName voter, Question question) {
      asked.add(voter.node().value());
      CompletableFuture<Answer> answer = others.get(voter.toString());
      return answer == null ? CompletableFuture.failedFuture(new IOException("silent")) : answer;
    }
  }

  private static Answer gone(long index) {
    return new Answer(true, true, new Position(7, index));
  }

  @Test
  void theOneThatTheOthersWouldVoteForStands() {
    Node node = new Node().with(C, gone(99));
    node.watch.refused(A.node());
    assertThat(node.stood).containsExactly(GONE);
    assertThat(node.asked).containsExactly("c");
  }

  @Test
  void whoHasLessOfTheLogLeavesItToTheOther() {
    Node node = new Node().with(C, gone(101));
    node.watch.refused(A.node());
    assertThat(node.stood).isEmpty();
  }

  @Test
  void aVoterAloneStandsForNothing() {
    Node silent = new Node();
    silent.watch.refused(A.node());
    assertThat(silent.asked).containsExactly("c");
    assertThat(silent.stood).isEmpty();

    Node disagreed = new Node().with(C, new Answer(false, true, END));
    disagreed.watch.refused(A.node());
    assertThat(disagreed.stood).isEmpty();
  }

  @Test
  void aVoterThatNeverAnswersIsWaitedForShortly() {
    Node node = new Node();
    node.others.put(C.toString(), new CompletableFuture<>());
    node.watch.refused(A.node());
    assertThat(node.stood).isEmpty();
    node.with(C, gone(1)).watch.refused(A.node());
    assertThat(node.stood).containsExactly(GONE);
  }

  @Test
  void onlyTheLeaderIsMissed() {
    Node node = new Node().with(C, gone(1));
    node.watch.refused(C.node());
    node.following = Optional.empty();
    node.watch.refused(A.node());
    assertThat(node.asked).isEmpty();
    assertThat(node.stood).isEmpty();
  }

  @Test
  void aLeaderThatChangedMeanwhileIsLeftAlone() {
    for (Optional<Question> next :
        List.of(
            Optional.<Question>empty(),
            Optional.of(new Question(A, 8)),
            Optional.of(new Question(C, 8)))) {
      Node node = new Node().with(C, gone(1));
      node.collecting = true;
      node.watch.refused(A.node());
      node.following = next;
      node.collecting = false;
      node.later.forEach(Runnable::run);
      assertThat(node.asked).containsExactly("c");
      assertThat(node.stood).isEmpty();
    }
  }

  @Test
  void aLeaderThatListensAgainIsLeftAlone() {
    Node node = new Node().with(C, gone(1));
    node.collecting = true;
    node.watch.refused(A.node());
    node.refusing.clear();
    node.collecting = false;
    node.later.forEach(Runnable::run);
    assertThat(node.stood).isEmpty();
  }

  @Test
  void oneRoundRunsAtATimeAndEachRefusalBeginsAnother() {
    Node node = new Node();
    node.collecting = true;
    node.watch.refused(A.node());
    node.watch.refused(A.node());
    assertThat(node.later).hasSize(1);
    node.collecting = false;
    node.later.forEach(Runnable::run);
    node.with(C, gone(1)).watch.refused(A.node());
    assertThat(node.stood).containsExactly(GONE);
  }

  @Test
  void whoIsAskedSaysWhatItFinds() {
    Node node = new Node();
    assertThat(node.watch.answer(GONE).join()).isEqualTo(new Answer(true, true, END));
    assertThat(node.watch.answer(new Question(A, 6)).join().gone()).isFalse();
    assertThat(node.watch.answer(new Question(C, 7)).join().gone()).isFalse();
    assertThat(node.watch.answer(new Question(new PeerName(A.node(), 2), 7)).join().gone())
        .isFalse();
    node.refusing.clear();
    assertThat(node.watch.answer(GONE).join().gone()).isFalse();
  }

  @Test
  void theHeirIsTheLongestLogThenTheWillingThenTheFirst() {
    Voters five = votersOf(A, B, C, D, E);
    Answer absent = new Answer(false, true, new Position(9, 900));
    assertThat(LeaderWatch.heir(five, Map.of(B, gone(5), C, gone(6), D, gone(4)))).contains(C);
    assertThat(
            LeaderWatch.heir(
                five,
                Map.of(B, gone(9), C, new Answer(true, true, new Position(8, 1)), D, gone(4))))
        .contains(C);
    assertThat(LeaderWatch.heir(five, Map.of(B, gone(5), C, gone(5), D, gone(5), E, absent)))
        .contains(B);
    Answer unwilling = new Answer(true, false, new Position(7, 5));
    assertThat(LeaderWatch.heir(five, Map.of(B, unwilling, C, gone(5), D, gone(5)))).contains(C);
    assertThat(LeaderWatch.heir(five, Map.of(B, unwilling, C, gone(4), D, gone(4)))).contains(B);
    assertThat(LeaderWatch.heir(five, Map.of(B, gone(5), C, gone(5), D, absent, E, absent)))
        .isEmpty();
  }

  @Test
  void strangersDoNotCountAndBothHalvesOfAJointConfigurationDo() {
    assertThat(LeaderWatch.heir(votersOf(A, B, C), Map.of(B, gone(1), D, gone(1)))).isEmpty();
    Voters joint = new Voters(ids(A, B, C), ids(A, D, E));
    assertThat(LeaderWatch.heir(joint, Map.of(B, gone(1), C, gone(2)))).isEmpty();
    assertThat(LeaderWatch.heir(joint, Map.of(B, gone(1), C, gone(2), D, gone(1), E, gone(1))))
        .contains(C);
  }
}
