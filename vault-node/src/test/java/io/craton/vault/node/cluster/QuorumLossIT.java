package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Clusters.class)
class QuorumLossIT {
  private static final Duration ANSWER = Duration.ofSeconds(3);
  private static final Duration RECOVERY = Duration.ofSeconds(60);

  @Test
  void aNodeWhoseTwoPeersWereKilledAnswers503UntilOneReturns(ClusterHarness cluster)
      throws Exception {
    Items items = Items.create(cluster.client());
    int alone = cluster.leader();
    List<NodeProcess> others = cluster.others(alone).stream().map(cluster::node).toList();
    for (NodeProcess other : others) {
      other.kill();
    }
    assertUnavailable(cluster.client().at(alone), items, "two nodes killed");
    long returned = System.nanoTime();
    others.getFirst().start();
    assertRecovers(cluster.client().at(alone), items, returned, "kill -9");
  }

  @Test
  void aFollowerWhoseTwoPeersArePausedAnswers503UntilOneReturns(ClusterHarness cluster)
      throws Exception {
    Items items = Items.create(cluster.client());
    int leader = cluster.leader();
    int alone = cluster.others(leader).getFirst();
    List<NodeProcess> others = cluster.others(alone).stream().map(cluster::node).toList();
    others.forEach(NodeProcess::pause);
    assertUnavailable(cluster.client().at(alone), items, "two nodes paused");
    long returned = System.nanoTime();
    others.getFirst().resume();
    assertRecovers(cluster.client().at(alone), items, returned, "SIGSTOP");
  }

  private static void assertUnavailable(ApiClient alone, Items items, String what)
      throws Exception {
    long slowest = 0;
    for (Map.Entry<String, String> call : items.calls().entrySet()) {
      long began = System.nanoTime();
      ApiAnswer answer = alone.once(call.getKey(), call.getValue());
      long millis = (System.nanoTime() - began) / 1_000_000;
      assertThat(answer.http()).as("%s, %s: %s", what, call.getKey(), answer).isEqualTo(503);
      assertThat(answer.status()).as(call.getKey()).isEqualTo("ServiceNotAvailable");
      assertThat(answer.retryAfter()).as("Retry-After of %s", call.getKey()).isPresent();
      assertThat(millis)
          .as("milliseconds to the answer of %s", call.getKey())
          .isLessThan(ANSWER.toMillis());
      slowest = Math.max(slowest, millis);
    }
    Figures.record(
        "%s: 503 from the third, slowest of %d calls %d ms", what, items.calls().size(), slowest);
  }

  private static void assertRecovers(ApiClient alone, Items items, long returned, String what)
      throws Exception {
    Await.until(
        "the node that was alone serves again",
        RECOVERY,
        () -> alone.once("get", "{'id':'%s'}", items.secret).success());
    Figures.record(
        "after %s of two, one returned: reads again after %d ms",
        what, (System.nanoTime() - returned) / 1_000_000);
    assertThat(
            alone
                .call("get", "{'id':'%s'}", items.secret)
                .orFail()
                .path("item_versions")
                .path(0)
                .path("secret")
                .asText())
        .isEqualTo("newest");
    assertThat(alone.call("sign", "{'id':'%s','message':'AAAA'}", items.key).success()).isTrue();
  }

  /// A secret that was rotated last, and two keys.
  private record Items(String secret, String key, String cipherKey, Map<String, String> calls) {
    static Items create(ApiClient client) throws Exception {
      String secret =
          id(client.call("secret/store", "{'type':'secret','folder':'/quorum/','secret':'old'}"));
      client.call("secret/rotate", "{'id':'%s','secret':'newest'}", secret).orFail();
      String key =
          id(
              client.call(
                  "key/generate",
                  "{'type':'asymmetric_key','purpose':'signing','algorithm':'ES256'}"));
      String cipherKey =
          id(
              client.call(
                  "key/generate",
                  "{'type':'symmetric_key','purpose':'encryption','algorithm':'AES-GCM-256'}"));
      Map<String, String> calls = new LinkedHashMap<>();
      calls.put("get", "{'id':'" + secret + "'}");
      calls.put("list", "{'filter':{'folder':'/quorum/'}}");
      calls.put("sign", "{'id':'" + key + "','message':'AAAA'}");
      calls.put("encrypt", "{'id':'" + cipherKey + "','plain_text':'AAAA'}");
      calls.put("verify", "{'id':'" + key + "','message':'AAAA','signature':'AAAA'}");
      return new Items(secret, key, cipherKey, calls);
    }

    private static String id(ApiAnswer answer) {
      return answer.orFail().path("id").asText();
    }
  }
}
