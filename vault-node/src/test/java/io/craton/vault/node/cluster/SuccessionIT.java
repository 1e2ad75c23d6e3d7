package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Nodes that wait very long for a silent leader: whatever happens sooner is not for its silence.
class SuccessionIT {
  private static final Duration SILENCE = Duration.ofSeconds(6);
  private static final Duration SOON = Duration.ofSeconds(3);
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final int KILLS = 3;

  private static ClusterHarness cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster =
        ClusterHarness.start(
            Map.of(
                "raft.election-timeout-min", SILENCE.toSeconds() + "s",
                "raft.election-timeout-max", 2 * SILENCE.toSeconds() + "s"));
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
  }

  private static void store(ApiClient client) throws Exception {
    client.call("secret/store", "{'type':'secret','folder':'/heirs/','secret':'a value'}").orFail();
  }

  @Test
  void aLeaderWhoseProcessWasKilledIsSucceededAtOnce() throws Exception {
    store(cluster.client());
    long[] millis = new long[KILLS];
    for (int round = 0; round < KILLS; round++) {
      int leader = cluster.leader();
      ApiClient survivor = cluster.client().at(cluster.others(leader).getFirst());
      store(survivor);
      long killed = System.nanoTime();
      cluster.node(leader).kill();
      store(survivor);
      millis[round] = (System.nanoTime() - killed) / 1_000_000;
      cluster.node(leader).start();
      cluster.awaitReady();
    }
    Figures.record(
        "succession: kill -9 of the leader to the next write of a node that waits %d s for a silent"
            + " one, ms: %s",
        SILENCE.toSeconds(), Figures.spread(millis));
    assertThat(LongStream.of(millis).max().orElseThrow()).isLessThan(SOON.toMillis());
  }

  /// What a leader does that wakes up is another matter: Ratis has it step down.
  @Test
  void aLeaderThatIsSilentIsWaitedFor() throws Exception {
    int leader = cluster.leader();
    List<Integer> others = cluster.others(leader);
    double elections = elections(others);
    cluster.node(leader).pause();
    try {
      Thread.sleep(PAUSE);
      assertThat(elections(others)).isEqualTo(elections);
    } finally {
      cluster.node(leader).resume();
    }
    store(cluster.client());
    cluster.awaitReady();
  }

  @Test
  void aFollowerThatIsKilledChangesNothing() throws Exception {
    int leader = cluster.leader();
    NodeProcess follower = cluster.node(cluster.others(leader).getFirst());
    List<Integer> others = cluster.others(follower.number());
    double elections = elections(others);
    follower.kill();
    Thread.sleep(PAUSE);
    store(cluster.client().at(leader));
    assertThat(elections(others)).isEqualTo(elections);
    follower.start();
    cluster.awaitReady();
    assertThat(cluster.leader()).isEqualTo(leader);
  }

  /// How often these nodes stood for election, or learned who leads.
  private static double elections(List<Integer> nodes) throws IOException, InterruptedException {
    double sum = 0;
    for (int node : nodes) {
      Exposition metrics = Exposition.of(cluster.admin(node).metrics());
      sum += metrics.value("craton_raft_elections_total");
      sum += metrics.value("craton_raft_leader_changes_total");
    }
    return sum;
  }
}
