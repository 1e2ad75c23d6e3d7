package io.craton.vault.consensus.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;

import io.craton.vault.consensus.Proposals;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.token.TokenHash;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterTest {
  @TempDir Path directory;

  private final Proposals proposals = new Proposals(1);

  @Test
  void singleNodeWritesAndReads() throws Exception {
    try (TestCluster cluster = new TestCluster(directory, "a")) {
      ConsensusNode node = cluster.startAll().awaitHealthy();
      TokenHash token = proposals.token();
      assertThatObject(node.ledger().propose(proposals.grant(token), TestCluster.deadline()))
          .isEqualTo(new Outcome.Done());
      node.readBarrier().await(TestCluster.deadline());
      assertThat(TestCluster.granted(node, token)).isTrue();
      assertThat(cluster.faults).isEmpty();
    }
  }

  @Test
  void writeOnOneNodeIsReadOnEveryOther() throws Exception {
    try (TestCluster cluster = new TestCluster(directory, "a", "b", "c")) {
      cluster.startAll().awaitHealthy();
      for (ConsensusNode writer : cluster.nodes.values()) {
        TokenHash token = proposals.token();
        assertThatObject(writer.ledger().propose(proposals.grant(token), TestCluster.deadline()))
            .isEqualTo(new Outcome.Done());
        for (ConsensusNode reader : cluster.nodes.values()) {
          reader.readBarrier().await(TestCluster.deadline());
          assertThat(TestCluster.granted(reader, token)).isTrue();
        }
      }
      cluster.awaitEqualDigests();
      assertThat(cluster.faults).isEmpty();
    }
  }
}
