package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.http.testing.ApiFuzzer;
import io.craton.vault.http.testing.ServerUnderTest;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Random requests made from the document that the nodes serve, each to the next node. Rerun a
/// failure with `-Dcraton.seed=N`.
@ExtendWith(Clusters.class)
class FuzzIT {
  private static final int MOST_REQUESTS = 1_500;
  private static final int FEWEST_REQUESTS = 100;
  private static final Duration LIMIT = Duration.ofSeconds(40);

  private final long seed = Long.getLong("craton.seed", new Random().nextLong());

  @Test
  void noNodeAnswersWhatTheDocumentDoesNotHaveAndNoneEnds(ClusterHarness cluster) throws Exception {
    Figures.record("FuzzIT: craton.seed=%d", seed);
    List<Long> before = cluster.nodes().stream().map(NodeProcess::pid).toList();
    try (HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(Tls.trusting(cluster.caFile()))
            .build()) {
      ServerUnderTest server =
          new ServerUnderTest(client, cluster.endpoints(), cluster.rootToken());
      ApiFuzzer fuzzer = new ApiFuzzer(server, seed);
      int sent = fuzzer.run(MOST_REQUESTS, LIMIT);
      assertThat(sent).as("requests").isGreaterThan(FEWEST_REQUESTS);
      Figures.record("fuzzer: %d requests to three nodes, every answer by the document", sent);
    }
    assertThat(cluster.nodes()).allMatch(NodeProcess::running);
    assertThat(cluster.nodes().stream().map(NodeProcess::pid)).isEqualTo(before);
    var _ = Digests.awaitEqual(cluster, Duration.ofMinutes(2));
  }
}
