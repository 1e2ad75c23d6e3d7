package io.craton.vault.consensus.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.consensus.Proposals;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.token.TokenHash;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BarrierTest {
  private static final Duration SHORT = Duration.ofMillis(700);

  @TempDir Path directory;

  private final Proposals proposals = new Proposals(2);

  @Test
  void leaderThatWasReplacedNeverPassesAStaleRead() throws Exception {
    try (TestCluster cluster = new TestCluster(directory, "a", "b", "c")) {
      cluster.startAll().awaitHealthy();
      for (int round = 0; round < 3; round++) {
        String old = cluster.leaderName();
        cluster.network.cutOff(old);
        ConsensusNode writer =
            cluster.nodes.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(old))
                .findFirst()
                .orElseThrow()
                .getValue();
        TokenHash token = proposals.token();
        Outcome _ = writer.ledger().propose(proposals.grant(token), TestCluster.deadline());
        ConsensusNode stale = cluster.node(old);
        assertThat(TestCluster.granted(stale, token)).as("the old leader lags").isFalse();
        // Its other channel works, and it may believe for a while that it leads.
        assertThatThrownBy(() -> stale.readBarrier().await(TestCluster.deadline(SHORT)))
            .isInstanceOf(Unavailable.class);
        cluster.network.heal();
        stale.readBarrier().await(TestCluster.deadline());
        assertThat(TestCluster.granted(stale, token)).isTrue();
        cluster.awaitHealthy();
      }
      assertThat(cluster.faults).isEmpty();
    }
  }

  @Test
  void withoutAQuorumTheBarrierFailsWithinItsDeadline() throws Exception {
    try (TestCluster cluster = new TestCluster(directory, "a", "b", "c")) {
      cluster.startAll().awaitHealthy();
      String left = cluster.leaderName();
      List<String> others =
          cluster.nodes.keySet().stream().filter(name -> !name.equals(left)).toList();
      // Not stopped one after the other: the last handover would wait for a quorum.
      others.forEach(cluster.network::cutOff);
      others.forEach(cluster::stop);
      long start = System.nanoTime();
      assertThatThrownBy(() -> cluster.node(left).readBarrier().await(TestCluster.deadline(SHORT)))
          .isInstanceOfSatisfying(
              Unavailable.class,
              e -> assertThat(e.reason().equals(Unavailable.Reason.NO_QUORUM)).isTrue());
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SHORT.multipliedBy(3));
    }
  }
}
