package io.craton.vault.consensus.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.consensus.Proposals;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.id.ProposalId;
import io.craton.vault.core.port.Unavailable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Log time in real clusters, whatever one node's clock does. The machine's own clock is the truth.
class ClockTest {
  private static final Duration HOUR = Duration.ofHours(1);

  /// What a loaded machine may take between a reading and its use.
  private static final Duration LATE = Duration.ofSeconds(10);

  private static final Duration DELAY = Duration.ofSeconds(1);

  private static final Duration SHORT = Duration.ofMillis(700);

  @TempDir Path directory;

  private final Proposals proposals = new Proposals(18);

  @Test
  void oneWrongClockMovesNothingWhoeverHasItAndWhateverItDoes() throws Exception {
    try (TestCluster cluster = new TestCluster(directory, "a", "b", "c")) {
      cluster.startAll().awaitHealthy();
      awaitTime(cluster);
      for (String wrong : List.of(cluster.leaderName(), cluster.followerName())) {
        for (Duration skew : List.of(HOUR, HOUR.negated(), Duration.ofDays(-9_000))) {
          cluster.skew.put(wrong, skew);
          for (String writer : cluster.nodes.keySet()) {
            Instant before = Instant.now();
            write(cluster.node(writer));
            isTrue(cluster.node(wrong), before);
            isTrue(cluster.node(writer), before);
          }
        }
        cluster.skew.clear();
      }
      assertThat(cluster.faults).isEmpty();
    }
  }

  @Test
  void clusterThatFormsWithOneWrongClockStartsWithTheRightTime() throws Exception {
    for (Duration skew : List.of(HOUR, HOUR.negated())) {
      try (TestCluster cluster = new TestCluster(directory.resolve("c" + skew), "a", "b", "c")) {
        cluster.skew.put("b", skew);
        cluster.startAll().awaitHealthy();
        awaitTime(cluster);
        Instant before = Instant.now();
        write(cluster.node("b"));
        isTrue(cluster.node("b"), before);
      }
    }
  }

  @Test
  void timeGoesOnRightWhenTheLeaderOfThreeIsLostAndOneOfTheOthersIsWrong() throws Exception {
    for (Duration skew : List.of(HOUR, HOUR.negated())) {
      try (TestCluster cluster = new TestCluster(directory.resolve("c" + skew), "a", "b", "c")) {
        cluster.startAll().awaitHealthy();
        awaitTime(cluster);
        String wrong = cluster.followerName();
        cluster.skew.put(wrong, skew);
        for (ConsensusNode node : cluster.nodes.values()) {
          write(node);
        }
        String lost = cluster.leaderName();
        cluster.network.cutOff(lost);
        cluster.stop(lost);
        TestCluster.await("another leads", () -> cluster.findLeader().isPresent());
        for (ConsensusNode node : cluster.nodes.values()) {
          Instant before = Instant.now();
          write(node);
          isTrue(node, before);
        }
        // Started again, it knows no more than its own clock and what the other tells it.
        cluster.stop(wrong);
        ConsensusNode back = cluster.start(wrong);
        Instant before = Instant.now();
        write(back);
        isTrue(back, before);
        assertThat(cluster.faults).isEmpty();
      }
    }
  }

  @Test
  void nodeThatHearsNobodyHasNoTimeAndPassesNoBarrier() throws Exception {
    try (TestCluster cluster = new TestCluster(directory, "a", "b", "c")) {
      cluster.startAll().awaitHealthy();
      for (ConsensusNode node : cluster.nodes.values()) {
        write(node);
      }
      List.of("a", "b", "c").forEach(cluster.network::cutOff);
      List.of("a", "b", "c").forEach(cluster::stop);
      cluster.skew.put("a", HOUR);
      ConsensusNode alone = cluster.start("a");
      assertThatThrownBy(() -> alone.readBarrier().await(TestCluster.deadline(SHORT)))
          .isInstanceOf(Unavailable.class);
      assertThat(alone.clock().instant()).isEqualTo(Instant.EPOCH);
    }
  }

  @Test
  void nodesThatNobodyAsksKnowTheTimeAndWhoseClockIsWrong() throws Exception {
    try (TestCluster cluster = new TestCluster(directory, "a", "b", "c")) {
      cluster.skew.put("c", HOUR);
      cluster.startAll().awaitHealthy();
      for (ConsensusNode node : cluster.nodes.values()) {
        TestCluster.await("a majority is heard", node.clock()::current);
        assertThat(node.clock().instant()).isBetween(Instant.now().minus(LATE), Instant.now());
        TestCluster.await(
            "the wrong clock is seen",
            () ->
                node.clock()
                    .skew()
                    .filter(skew -> skew.widest().compareTo(HOUR.dividedBy(2)) > 0)
                    .isPresent());
      }
      assertThat(cluster.node("c").clock().skew().orElseThrow().own())
          .isBetween(HOUR.minusSeconds(1), HOUR.plus(LATE));
      assertThat(cluster.node("a").clock().skew().orElseThrow().own()).isLessThan(LATE);
    }
  }

  @Test
  void singleNodeHasItsOwnTime() throws Exception {
    try (TestCluster cluster = new TestCluster(directory, "a")) {
      cluster.skew.put("a", HOUR);
      ConsensusNode node = cluster.startAll().awaitHealthy();
      Instant before = Instant.now();
      write(node);
      assertThat(node.clock().instant()).isAfterOrEqualTo(before.plus(HOUR).minusMillis(1));
    }
  }

  /// Until every node has heard enough of the others: before, time may be late, and never early.
  private static void awaitTime(TestCluster cluster) {
    for (ConsensusNode node : cluster.nodes.values()) {
      TestCluster.await(
          "the time is known",
          () -> {
            Instant now = Instant.now();
            Instant known = node.clock().instant();
            assertThat(known).isBeforeOrEqualTo(now.plus(DELAY));
            return known.isAfter(now.minus(DELAY));
          });
    }
  }

  /// As a use case does it: past the barrier, with a stamp of that node's.
  private void write(ConsensusNode node) throws Unavailable {
    node.readBarrier().await(TestCluster.deadline());
    Command command = proposals.grant(proposals.token()).command();
    Outcome outcome =
        node.ledger()
            .propose(
                new Proposal(
                    ProposalId.of(proposals.bytes(ProposalId.SIZE)),
                    Optional.empty(),
                    Optional.empty(),
                    node.clock().instant(),
                    command),
                TestCluster.deadline());
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
  }

  private static void isTrue(ConsensusNode node, Instant before) {
    Instant log = node.stateReader().read(view -> view.clock());
    assertThat(log).as("log time").isBetween(before.minus(LATE), Instant.now());
    assertThat(node.clock().instant()).isBetween(before.minus(LATE), Instant.now());
  }
}
