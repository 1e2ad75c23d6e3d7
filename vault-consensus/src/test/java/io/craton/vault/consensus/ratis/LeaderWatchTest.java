package io.craton.vault.consensus.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
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
    @Nullable Position last = END;
    @Nullable Voters voters = votersOf(A, B, C);
    final Set<NodeName> refusing = new HashSet<>(Set.of(A.node()));
    final Map<String, CompletableFuture<Answer>> others = new TreeMap<>();
    final List<String> asked = new ArrayList<>();
    final List<Question> stood = new ArrayList<>();
    final List<Runnable> later = new ArrayList<>();
    boolean collecting;
    boolean refusesWork;
    Runnable beforeItStands = () -> {};
    final LeaderWatch watch = new LeaderWatch(this, this, this::run);

    private void run(Runnable task) {
      if (refusesWork) {
        throw new RejectedExecutionException("no thread");
      }
      if (collecting) {
        later.add(task);
      } else {
        task.run();
      }
    }

    Node with(Answer answer) {
      others.put(answer.voter().toString(), CompletableFuture.completedFuture(answer));
      return this;
    }

    /// The connection to a breaks, and is refused.
    Node left() {
      watch.lost(A.node());
      watch.refused(A.node());
      return this;
    }

    @Override
    public PeerName self() {
      return B;
    }

    @Override
    public Voters voters() {
      return Objects.requireNonNull(voters);
    }

    @Override
    public Optional<Question> following() {
      return following;
    }

    @Override
    public Position last() {
      return Objects.requireNonNull(last);
    }

    @Override
    public boolean willing() {
      return true;
    }

    @Override
    public boolean stand(Question gone, BooleanSupplier still) {
      beforeItStands.run();
      return still.getAsBoolean() && stood.add(gone);
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

  private static Answer gone(PeerName voter, long index) {
    return new Answer(voter, true, true, new Position(7, index));
  }

  private static Answer wellServed(PeerName voter) {
    return new Answer(voter, false, true, Position.NONE);
  }

  @Test
  void theOneThatTheOthersWouldVoteForStands() {
    Node node = new Node().with(gone(C, 99)).left();
    assertThat(node.stood).containsExactly(GONE);
    assertThat(node.asked).containsExactly("c");
  }

  @Test
  void whoHasLessOfTheLogLeavesItToTheOther() {
    assertThat(new Node().with(gone(C, 101)).left().stood).isEmpty();
  }

  @Test
  void aVoterAloneStandsForNothing() {
    Node silent = new Node().left();
    assertThat(silent.asked).containsExactly("c");
    assertThat(silent.stood).isEmpty();
    assertThat(new Node().with(wellServed(C)).left().stood).isEmpty();
  }

  @Test
  void aVoterThatNeverAnswersIsWaitedForShortly() {
    Node node = new Node();
    node.others.put(C.toString(), new CompletableFuture<>());
    assertThat(node.left().stood).isEmpty();
    assertThat(node.with(gone(C, 1)).left().stood).containsExactly(GONE);
  }

  @Test
  void anotherUnderTheNameOfAVoterHasNoSay() {
    Node node = new Node();
    PeerName stranger = new PeerName(C.node(), 2);
    node.others.put(C.toString(), CompletableFuture.completedFuture(gone(stranger, 1)));
    assertThat(node.left().stood).isEmpty();
  }

  @Test
  void onlyTheLeaderIsMissed() {
    Node node = new Node().with(gone(C, 1));
    node.watch.lost(C.node());
    node.watch.refused(C.node());
    node.following = Optional.empty();
    node.left();
    assertThat(node.asked).isEmpty();
    assertThat(node.stood).isEmpty();
  }

  @Test
  void aConnectionThatBrokeBeforeTheLeaderLedSaysNothing() {
    Node node = new Node().with(gone(C, 1));
    node.following = Optional.of(new Question(A, 6));
    node.watch.lost(A.node());
    node.following = Optional.of(GONE);
    node.watch.refused(A.node());
    assertThat(node.asked).isEmpty();
    assertThat(node.watch.answer(GONE).join().gone()).isFalse();
    assertThat(node.left().stood).containsExactly(GONE);
  }

  @Test
  void aLeaderThatChangedMeanwhileIsLeftAlone() {
    for (Optional<Question> next :
        List.of(
            Optional.<Question>empty(),
            Optional.of(new Question(A, 8)),
            Optional.of(new Question(C, 8)))) {
      Node node = new Node().with(gone(C, 1));
      node.collecting = true;
      node.left();
      node.following = next;
      node.collecting = false;
      node.later.forEach(Runnable::run);
      assertThat(node.asked).containsExactly("c");
      assertThat(node.stood).isEmpty();
    }
  }

  @Test
  void aLeaderThatListensAgainIsLeftAlone() {
    Node node = new Node().with(gone(C, 1));
    node.collecting = true;
    node.left();
    node.refusing.clear();
    node.collecting = false;
    node.later.forEach(Runnable::run);
    assertThat(node.stood).isEmpty();
  }

  @Test
  void aLeaderThatListensAgainWhenTheLogIsAtRestIsLeftAlone() {
    Node node = new Node().with(gone(C, 1));
    node.beforeItStands = node.refusing::clear;
    assertThat(node.left().stood).isEmpty();
    Node changed = new Node().with(gone(C, 1));
    changed.beforeItStands = () -> changed.following = Optional.empty();
    assertThat(changed.left().stood).isEmpty();
  }

  @Test
  void oneRoundRunsAtATimeAndEachRefusalBeginsAnother() {
    Node node = new Node();
    node.collecting = true;
    node.left().left();
    assertThat(node.later).hasSize(1);
    node.collecting = false;
    node.later.forEach(Runnable::run);
    assertThat(node.with(gone(C, 1)).left().stood).containsExactly(GONE);
  }

  @Test
  void aRoundThatFailsStopsNoOther() {
    Node node = new Node().with(gone(C, 1));
    Voters voters = node.voters;
    node.voters = null;
    node.left();
    node.voters = voters;
    node.refusesWork = true;
    assertThatThrownBy(node::left).isInstanceOf(RejectedExecutionException.class);
    node.refusesWork = false;
    assertThat(node.left().stood).containsExactly(GONE);
  }

  @Test
  void whoIsAskedSaysWhatItFinds() {
    Node node = new Node().left();
    assertThat(node.watch.answer(GONE).join()).isEqualTo(new Answer(B, true, true, END));
    assertThat(node.watch.answer(new Question(A, 6)).join().gone()).isFalse();
    assertThat(node.watch.answer(new Question(C, 7)).join().gone()).isFalse();
    assertThat(node.watch.answer(new Question(new PeerName(A.node(), 2), 7)).join().gone())
        .isFalse();
    node.refusing.clear();
    assertThat(node.watch.answer(GONE).join())
        .isEqualTo(new Answer(B, false, false, Position.NONE));
  }

  @Test
  void whoCannotSayWhereItsLogEndsHasNotFoundIt() {
    Node node = new Node().left();
    node.last = null;
    assertThat(node.watch.answer(GONE).join().gone()).isFalse();
  }

  @Test
  void theHeirIsTheLongestLogThenTheWillingThenTheFirst() {
    Voters five = votersOf(A, B, C, D, E);
    assertThat(heir(five, gone(B, 5), gone(C, 6), gone(D, 4))).contains(C);
    Answer laterTerm = new Answer(C, true, true, new Position(8, 1));
    assertThat(heir(five, gone(B, 9), laterTerm, gone(D, 4))).contains(C);
    assertThat(heir(five, gone(B, 5), gone(C, 5), gone(D, 5), wellServed(E))).contains(B);
    Answer unwilling = new Answer(B, true, false, new Position(7, 5));
    assertThat(heir(five, unwilling, gone(C, 5), gone(D, 5))).contains(C);
    assertThat(heir(five, unwilling, gone(C, 4), gone(D, 4))).contains(B);
    assertThat(heir(five, gone(B, 5), gone(C, 5), wellServed(D), wellServed(E))).isEmpty();
  }

  @Test
  void strangersDoNotCountAndBothHalvesOfAJointConfigurationDo() {
    assertThat(heir(votersOf(A, B, C), gone(B, 1), gone(D, 1))).isEmpty();
    assertThat(heir(votersOf(A, B, C), gone(B, 1), gone(C, 1), gone(D, 9))).contains(B);
    Voters joint = new Voters(ids(A, B, C), ids(A, D, E));
    assertThat(heir(joint, gone(B, 1), gone(C, 2))).isEmpty();
    assertThat(heir(joint, gone(B, 1), gone(C, 2), gone(D, 1), gone(E, 1))).contains(C);
  }

  private static Optional<PeerName> heir(Voters voters, Answer... answers) {
    return LeaderWatch.heir(voters, List.of(answers));
  }
}
