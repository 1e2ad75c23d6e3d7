package io.craton.vault.consensus.barrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.membership.PeerStatus;
import io.craton.vault.consensus.membership.PeerStatus.Clocks;
import io.craton.vault.consensus.membership.PeerStatus.RaftStatus;
import io.craton.vault.consensus.membership.Phase;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// This node is `a`, which answers at once; the others answer when the test says so.
class QuorumRoundsTest {
  private static final long TERM = 4;
  private static final long COMMITTED = 77;

  private static final Duration NEVER = Duration.ofDays(1);
  private static final Duration SOON = Duration.ofMillis(5);

  private final Map<String, CompletableFuture<PeerStatus>> questions = new LinkedHashMap<>();
  private volatile Voters voters = voters("a", "b", "c");
  private final Set<String> asking = new HashSet<>();
  private @Nullable Thread starting;
  private volatile boolean faulty;
  private String leader = "c";
  private QuorumRounds rounds = patient(NEVER, NEVER);
  private Set<String> first = Set.of();

  @Test
  void firstRoundAsksEverybody() {
    CompletableFuture<Long> round = begin();
    assertThat(first).containsExactlyInAnyOrder("a", "b", "c");
    answer("c");
    assertThat(round).isCompletedWithValue(COMMITTED);
  }

  @Test
  void nextRoundAsksWhoSufficed() {
    confirmed("c");
    CompletableFuture<Long> round = begin();
    assertThat(first).containsExactlyInAnyOrder("a", "c");
    answer("c");
    assertThat(round).isCompletedWithValue(COMMITTED);
  }

  @Test
  void leaderAsksTheOneThatWasFirst() {
    leader = "a";
    confirmed("b");
    CompletableFuture<Long> round = begin();
    assertThat(first).containsExactlyInAnyOrder("a", "b");
    answer("b");
    assertThat(round).isCompletedWithValue(COMMITTED);
  }

  @Test
  void whoIsNotNeededIsLeftOutAlsoWhenItIsFirst() {
    confirmed("b", "c");
    CompletableFuture<Long> round = begin();
    assertThat(first).containsExactlyInAnyOrder("a", "c");
    answer("c");
    assertThat(round).isCompletedWithValue(COMMITTED);
  }

  @Test
  void ofFiveThreeAreAsked() {
    voters = voters("a", "b", "c", "d", "e");
    confirmed("d", "b", "e", "c");
    CompletableFuture<Long> round = begin();
    assertThat(first).containsExactlyInAnyOrder("a", "c", "d");
    answer("c");
    answer("d");
    assertThat(round).isCompletedWithValue(COMMITTED);
  }

  @Test
  void whoIsInAnotherTermIsNotAskedAgain() {
    CompletableFuture<Long> wide = begin();
    question("b").complete(status("b", TERM - 1, false));
    answer("c");
    assertThat(wide).isCompletedWithValue(COMMITTED);
    CompletableFuture<Long> round = begin();
    assertThat(first).containsExactlyInAnyOrder("a", "c");
    answer("c");
    assertThat(round).isCompletedWithValue(COMMITTED);
  }

  @Test
  void othersAreAskedAtOnceWhenOneFails() {
    confirmed("c");
    CompletableFuture<Long> round = begin();
    leader = "b";
    fail("c");
    assertThat(asked()).contains("b");
    answer("b");
    assertThat(round).isCompletedWithValue(COMMITTED);
  }

  @Test
  void othersAreAskedAtOnceWhenTheAnswersAreInVain() {
    confirmed("c");
    CompletableFuture<Long> round = begin();
    leader = "b";
    question("c").complete(status("c", TERM - 1, true));
    assertThat(asked()).contains("b");
    answer("b");
    assertThat(round).isCompletedWithValue(COMMITTED);
  }

  @Test
  void othersAreAskedWhenOneIsLate() throws Exception {
    rounds = patient(SOON, NEVER);
    leader = "a";
    confirmed("b");
    CompletableFuture<Long> round = begin();
    awaitAsked("c");
    answer("c");
    assertThat(round.get(5, TimeUnit.SECONDS)).isEqualTo(COMMITTED);
    CompletableFuture<Long> next = begin();
    assertThat(first).as("who was late is not waited for again").contains("c").doesNotContain("b");
    answer("c");
    assertThat(next).isCompletedWithValue(COMMITTED);
  }

  @Test
  void followersAreNotEnoughWithoutTheLeader() throws Exception {
    rounds = patient(SOON, NEVER);
    confirmed("c");
    CompletableFuture<Long> round = begin();
    awaitAsked("b");
    answer("b");
    assertThat(round).isNotDone();
    answer("c");
    assertThat(round).isCompletedWithValue(COMMITTED);
  }

  @Test
  void roundFailsWhenAllHaveAnsweredInVain() {
    confirmed("c");
    CompletableFuture<Long> round = begin();
    leader = "none";
    fail("c");
    answer("b");
    assertThatThrownBy(round::get)
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("2 of 3 voters answered");
  }

  @Test
  void roundFailsWhenNobodyAnswers() {
    rounds = patient(SOON, Duration.ofMillis(50));
    CompletableFuture<Long> round = begin();
    assertThatThrownBy(() -> round.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("1 of 3 voters answered");
  }

  @Test
  void changedVotersAreAskedAnew() {
    confirmed("c");
    voters = voters("a", "b", "c", "d", "e");
    CompletableFuture<Long> round = begin();
    assertThat(first).containsExactlyInAnyOrder("a", "b", "c", "d", "e");
    answer("c");
    assertThat(round).isNotDone();
    answer("e");
    assertThat(round).isCompletedWithValue(COMMITTED);
    var _ = begin();
    assertThat(first).containsExactlyInAnyOrder("a", "c", "e");
  }

  @Test
  void bothHalvesOfAJointChangeAreNeeded() {
    confirmed("c");
    voters = new Voters(peers("a", "d", "e"), peers("a", "b", "c"));
    CompletableFuture<Long> round = begin();
    assertThat(first).containsExactlyInAnyOrder("a", "b", "c", "d", "e");
    answer("c");
    assertThat(round).isNotDone();
    answer("b");
    assertThat(round).isNotDone();
    answer("d");
    assertThat(round).isCompletedWithValue(COMMITTED);
  }

  @Test
  void nobodyToAskIsAFailure() {
    voters = voters();
    assertThatThrownBy(begin()::get).hasMessageContaining("0 of 0 voters answered");
  }

  @Test
  void lookThatFailsEndsItsRoundAndIsNotTheLastOne() {
    rounds = patient(SOON, Duration.ofMillis(50));
    CompletableFuture<Long> broken = begin();
    faulty = true;
    assertThatThrownBy(() -> broken.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("made up");
    faulty = false;
    CompletableFuture<Long> next = begin();
    assertThatThrownBy(() -> next.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("1 of 3 voters answered");
  }

  // ---- Fixture

  /// A round that ends with the last of these answers.
  private void confirmed(String... nodes) {
    CompletableFuture<Long> round = begin();
    for (String node : nodes) {
      answer(node);
    }
    assertThat(round).isCompletedWithValue(COMMITTED);
  }

  private CompletableFuture<Long> begin() {
    synchronized (questions) {
      questions.clear();
      starting = Thread.currentThread();
      asking.clear();
    }
    CompletableFuture<Long> round = rounds.start();
    synchronized (questions) {
      // Whoever is late may be noticed by another thread at any time.
      first = new HashSet<>(asking);
      starting = null;
    }
    return round;
  }

  private QuorumRounds patient(Duration patience, Duration timeout) {
    return new QuorumRounds(
        new NodeName("a"), this::counted, this::ask, new QuorumRounds.Waits(patience, timeout));
  }

  private Voters counted() {
    if (faulty) {
      throw new IllegalStateException("made up");
    }
    return voters;
  }

  private Set<String> asked() {
    synchronized (questions) {
      return new HashSet<>(questions.keySet());
    }
  }

  private void awaitAsked(String node) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (!asked().contains(node) && System.nanoTime() - end < 0) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    assertThat(asked()).contains(node);
  }

  private CompletableFuture<PeerStatus> ask(NodeName node) {
    CompletableFuture<PeerStatus> answer = new CompletableFuture<>();
    synchronized (questions) {
      questions.put(node.value(), answer);
      if (Thread.currentThread().equals(starting)) {
        asking.add(node.value());
      }
    }
    if (node.value().equals("a")) {
      answer("a");
    }
    return answer;
  }

  private void answer(String node) {
    question(node).complete(status(node, TERM, node.equals(leader)));
  }

  private void fail(String node) {
    question(node).completeExceptionally(new IOException("no connection"));
  }

  private CompletableFuture<PeerStatus> question(String node) {
    synchronized (questions) {
      return questions.getOrDefault(node, new CompletableFuture<>());
    }
  }

  private PeerStatus status(String node, long term, boolean leads) {
    return new PeerStatus(
        new PeerName(new NodeName(node), 1),
        0,
        Phase.FOUNDER,
        List.of(),
        new RaftStatus(term, leads, COMMITTED, voters.fingerprint()),
        new Clocks(0, 0));
  }

  private static Voters voters(String... nodes) {
    return new Voters(peers(nodes), Set.of());
  }

  private static Set<String> peers(String... nodes) {
    List<String> peers = new ArrayList<>();
    for (String node : nodes) {
      peers.add(new PeerName(new NodeName(node), 1).toString());
    }
    return Set.copyOf(peers);
  }
}
