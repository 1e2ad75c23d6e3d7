package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Clusters.class)
class LeakIT {
  private static final int SECRETS = 40;

  /// More entries than lie between two snapshots of the shared cluster.
  private static final int FILLERS = 700;

  @Test
  void noSecretTokenOrPinIsInAnyFileOfTheNodes(ClusterHarness cluster) throws Exception {
    long seed = new Random().nextLong();
    Figures.record("leak: seed %d", seed);
    Random random = new Random(seed);
    Map<String, String> hidden = new LinkedHashMap<>();
    hidden.put("the root token", cluster.rootToken());
    hidden.put("the PIN", cluster.token().pin());
    String control = "control-" + text(random);

    storeSecrets(cluster.client(), random, hidden, control);
    useKeys(cluster.client(), random, hidden);
    makeMistakes(cluster.client(), random, hidden);
    for (int filler = 0; filler < FILLERS; filler++) {
      String body = "{'type':'secret','folder':'/leak/','secret':'%s','metadata':{'c':'%s'}}";
      String value = text(random);
      cluster.client().call("secret/store", body, value, control).orFail();
      hidden.put("filler " + filler, value);
    }
    restart(cluster);

    Path nodes = cluster.nodesDirectory();
    Set<String> controls = new Needles(Map.of("control", control)).find(nodes);
    assertThat(controls).as("where metadata is found").anyMatch(file -> file.contains("/raft/"));
    assertThat(controls).as("where metadata is found").anyMatch(file -> file.contains("/state/"));
    Figures.record(
        "leak: %d texts searched for, control found in %d files", hidden.size(), controls.size());

    Needles needles = new Needles(hidden);
    assertThat(needles.find(nodes)).as("leaks in the nodes' files").isEmpty();
    assertThat(needles.find(cluster.token().directory())).as("leaks in the token").isEmpty();
  }

  private static void storeSecrets(
      ApiClient client, Random random, Map<String, String> hidden, String control)
      throws Exception {
    for (int number = 0; number < SECRETS; number++) {
      String first = text(random);
      String second = text(random);
      String id =
          client
              .call(
                  "secret/store",
                  "{'type':'secret','folder':'/leak/','secret':'%s','metadata':{'c':'%s'}}",
                  first,
                  control)
              .orFail()
              .path("id")
              .asText();
      client.call("secret/rotate", "{'id':'%s','secret':'%s'}", id, second).orFail();
      client.call("get", "{'id':'%s'}", id).orFail();
      hidden.put("secret " + number + " version 1", first);
      hidden.put("secret " + number + " version 2", second);
    }
  }

  private static void useKeys(ApiClient client, Random random, Map<String, String> hidden)
      throws Exception {
    String body = "{'type':'symmetric_key','purpose':'encryption','algorithm':'AES-GCM-256'}";
    String id = client.call("key/generate", body).orFail().path("id").asText();
    String plain =
        Base64.getEncoder().encodeToString(text(random).getBytes(StandardCharsets.UTF_8));
    client.call("encrypt", "{'id':'%s','plain_text':'%s'}", id, plain).orFail();
    hidden.put("a plaintext as sent", plain);
  }

  /// Requests that are refused, with something secret in them.
  private static void makeMistakes(ApiClient client, Random random, Map<String, String> hidden)
      throws Exception {
    String value = text(random);
    hidden.put("a refused value", value);
    for (String body :
        new String[] {
          "{'secret':'%s','unknown':1}",
          "{'secret':['%s']}",
          "{'secret':'%s'",
          "{'type':'%s'}",
          "{'secret':'x','%s':1}"
        }) {
      assertThat(client.call("secret/store", body, value).http()).isEqualTo(400);
    }
    String token = "pts_" + text(random);
    hidden.put("a refused token", token);
    assertThat(client.as(token).call("list", "{}").http()).isEqualTo(401);
    assertThat(client.call("get", "{'id':'%s'}", value).http()).isEqualTo(400);
  }

  /// One node by SIGTERM, one by SIGKILL: both write what they have kept in memory, or replay it.
  private static void restart(ClusterHarness cluster) throws Exception {
    int stopped = cluster.node(1).stop();
    assertThat(stopped).as("exit code after SIGTERM").isIn(0, 143);
    cluster.node(1).start();
    cluster.awaitReady();
    cluster.node(2).kill();
    cluster.node(2).start();
    cluster.awaitReady();
  }

  private static String text(Random random) {
    return "%016x%016x".formatted(random.nextLong(), random.nextLong());
  }
}
