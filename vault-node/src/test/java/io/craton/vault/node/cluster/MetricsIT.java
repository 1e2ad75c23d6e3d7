package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.node.deploy.MetricsDocument;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A cluster of its own that sweeps and takes snapshots often and limits what a token may ask, at
/// more than anybody does here, so that everything there is to measure is measured.
class MetricsIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final int SCRAPES = 50;
  private static ClusterHarness cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster =
        ClusterHarness.start(
            Map.of(
                "sweep.interval",
                "2s",
                "raft.snapshot-interval",
                "1s",
                "http.rate-limit.requests-per-second",
                "10000"));
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
  }

  @Test
  void theDocumentListsWhatANodeExposesAndNothingElse() throws Exception {
    String id = storeAndSign();
    int leader = cluster.leader();
    Set<String> documented = new TreeSet<>(MetricsDocument.types().keySet());
    Await.until(
        "the leader exposes all that is documented",
        LIMIT,
        () -> exposed(leader).types().keySet().containsAll(documented));
    Exposition exposition = exposed(leader);
    assertThat(exposition.types()).containsExactlyInAnyOrderEntriesOf(MetricsDocument.types());
    assertThat(cluster.admin(leader).metrics())
        .doesNotContain(cluster.rootToken(), id, "metrics-secret", "hush");
  }

  @Test
  void theMetricsOfAllNodesTellOneStory() throws Exception {
    String id = storeAndSign();
    int leader = cluster.leader();
    Exposition leading = exposed(leader);
    assertThat(leading.value("craton_raft_is_leader")).isOne();
    assertThat(leading.value("craton_raft_role{role=\"leader\"}")).isOne();
    assertThat(leading.value("craton_raft_voters")).isEqualTo(ClusterHarness.NODES);
    assertThat(leading.value("craton_ready")).isOne();
    assertThat(leading.value("craton_raft_elections_total")).isPositive();
    assertThat(leading.value("craton_raft_leader_changes_total")).isPositive();
    assertThat(leading.value("craton_raft_log_bytes")).isPositive();
    assertThat(leading.value("craton_state_bytes")).isPositive();
    assertThat(leading.value("craton_disk_free_bytes")).isPositive();
    assertThat(leading.value("craton_barrier_rounds_total")).isPositive();
    for (int other : cluster.others(leader)) {
      assertThat(leading.value("craton_raft_peer_reachable{peer=\"node%d\"}".formatted(other)))
          .isOne();
      Exposition following = exposed(other);
      assertThat(following.value("craton_raft_is_leader")).isZero();
      assertThat(following.value("craton_raft_leader_known")).isOne();
      assertThat(following.value("craton_raft_term")).isEqualTo(leading.value("craton_raft_term"));
    }
    assertThat(summed("craton_http_requests_total", "route=\"/v2/sign\"", "code=\"200\""))
        .isPositive();
    assertThat(summed("craton_http_request_seconds_count", "route=\"/v2/sign\"")).isPositive();
    assertThat(summed("craton_proposal_seconds_count", "outcome=\"applied\"")).isPositive();
    assertThat(summed("craton_barrier_seconds_count", "outcome=\"passed\"")).isPositive();
    double before = summed("craton_http_requests_total", "status=\"VaultItemNotFound\"");
    cluster.client().call("delete", "{'id':'%s'}", id).orFail();
    assertThat(cluster.client().call("get", "{'id':'%s'}", id).http()).isEqualTo(404);
    Await.until(
        "what was refused is counted",
        LIMIT,
        () -> summed("craton_http_requests_total", "status=\"VaultItemNotFound\"") == before + 1);
  }

  @Test
  void aPeerThatIsGoneIsUnreachableAndTheOthersStayReady() throws Exception {
    int leader = cluster.leader();
    int victim = cluster.others(leader).getFirst();
    cluster.node(victim).kill();
    String sample = "craton_raft_peer_reachable{peer=\"node%d\"}".formatted(victim);
    Await.until("it is told of", LIMIT, () -> exposed(leader).value(sample) == 0);
    assertThat(exposed(leader).value("craton_ready")).isOne();
    cluster.heal();
    Await.until("it is back", LIMIT, () -> exposed(leader).value(sample) == 1);
  }

  @Test
  void aScrapeCostsLittle() throws Exception {
    storeAndSign();
    AdminClient admin = cluster.admin(cluster.leader());
    long[] micros = new long[SCRAPES];
    int bytes = 0;
    for (int i = 0; i < SCRAPES; i++) {
      long began = System.nanoTime();
      bytes = admin.metrics().length();
      micros[i] = (System.nanoTime() - began) / 1_000;
    }
    Figures.record(
        "metrics: a scrape of %d bytes, microseconds: %s", bytes, Figures.spread(micros));
    Arrays.sort(micros);
    assertThat(micros[SCRAPES / 2]).as("median, microseconds").isLessThan(250_000);
  }

  private static String storeAndSign() throws Exception {
    JsonNode stored =
        cluster.client().call("secret/store", "{'type':'secret','secret':'hush'}").orFail();
    String id = stored.path("id").asText();
    String key =
        cluster
            .client()
            .call(
                "key/generate", "{'type':'asymmetric_key','purpose':'signing','algorithm':'ES256'}")
            .orFail()
            .path("id")
            .asText();
    for (int node = 1; node <= ClusterHarness.NODES; node++) {
      cluster.client().call("sign", "{'id':'%s','message':'aGVsbG8='}", key).orFail();
    }
    cluster.client().call("get", "{'id':'%s'}", id).orFail();
    return id;
  }

  private static double summed(String name, String... labels)
      throws IOException, InterruptedException {
    double sum = 0;
    for (int node = 1; node <= ClusterHarness.NODES; node++) {
      sum += exposed(node).sum(name, labels);
    }
    return sum;
  }

  private static Exposition exposed(int node) throws IOException, InterruptedException {
    return Exposition.of(cluster.admin(node).metrics());
  }
}
