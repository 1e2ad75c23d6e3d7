package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Tokens on three nodes: minted on one, used on another, revoked on the third.
@ExtendWith(Clusters.class)
class TokensIT {
  private static final Duration GRACE = Duration.ofSeconds(6);
  private static final Duration SLACK = Duration.ofSeconds(1);

  private record Minted(String id, String value) {}

  private static Minted mint(ClusterHarness cluster, int node, String permissions)
      throws Exception {
    String wish = "{\"name\":\"it\",\"permissions\":[" + permissions + "]}";
    JsonNode answer = cluster.admin(node).post("/admin/v1/tokens", wish, cluster.rootToken());
    return new Minted(answer.path("id").asText(), answer.path("token").asText());
  }

  private static boolean accepted(ClusterHarness cluster, int node, String token) throws Exception {
    ApiAnswer answer = cluster.client().at(node).as(token).call("list", "{'size':1}");
    assertThat(answer.http()).as("%s", answer).isIn(200, 401);
    return answer.success();
  }

  private static void everywhere(ClusterHarness cluster, String token, boolean expected)
      throws Exception {
    for (int node = 1; node <= ClusterHarness.NODES; node++) {
      assertThat(accepted(cluster, node, token)).as("on node%d", node).isEqualTo(expected);
    }
  }

  @Test
  void tokenCountsEverywhereFromItsMintingToItsRevocation(ClusterHarness cluster) throws Exception {
    for (int round = 0; round < 10; round++) {
      int minting = 1 + round % 3;
      int revoking = 1 + (round + 2) % 3;
      Minted minted = mint(cluster, minting, "\"read\"");
      everywhere(cluster, minted.value, true);
      var _ =
          cluster
              .admin(revoking)
              .post(
                  "/admin/v1/tokens/revoke", "{\"id\":\"" + minted.id + "\"}", cluster.rootToken());
      everywhere(cluster, minted.value, false);
    }
    Figures.record("tokens revoked on one node and refused by the next request on all: 10 of 10");
  }

  private static String store(ClusterHarness cluster, String token) throws Exception {
    return cluster
        .client()
        .call("secret/store", "{'type':'pangea_token','token':'%s','folder':'/tokens-it'}", token)
        .orFail()
        .path("id")
        .asText();
  }

  @Test
  void whatMakesTheItemUnusableRefusesTheToken(ClusterHarness cluster) throws Exception {
    ApiClient root = cluster.client();
    Minted minted = mint(cluster, 1, "\"read\"");
    String id = store(cluster, minted.value);
    everywhere(cluster, minted.value, true);
    root.at(2).call("state/change", "{'id':'%s','state':'suspended'}", id).orFail();
    everywhere(cluster, minted.value, false);
    root.at(3).call("state/change", "{'id':'%s','state':'active'}", id).orFail();
    everywhere(cluster, minted.value, true);
    root.at(1).call("update", "{'id':'%s','enabled':false}", id).orFail();
    everywhere(cluster, minted.value, false);
    root.at(2).call("update", "{'id':'%s','enabled':true}", id).orFail();
    everywhere(cluster, minted.value, true);
    root.at(3).call("delete", "{'id':'%s'}", id).orFail();
    everywhere(cluster, minted.value, false);
    JsonNode tokens = cluster.admin(1).get("/admin/v1/tokens", cluster.rootToken());
    assertThat(tokens.toString()).doesNotContain(minted.id);
  }

  @Test
  void rotatedOutValueWorksUntilItsGraceEndsOnAllNodes(ClusterHarness cluster) throws Exception {
    ApiClient root = cluster.client();
    Minted minted = mint(cluster, 1, "\"read\"");
    String id = store(cluster, minted.value);
    root.at(2)
        .call(
            "secret/rotate",
            "{'id':'%s','rotation_state':'destroyed','rotation_grace_period':'%ds'}",
            id,
            GRACE.toSeconds())
        .orFail();
    JsonNode both = root.at(3).call("get", "{'id':'%s','version':'all'}", id).orFail();
    Instant end = Instant.MIN;
    String next = "";
    for (JsonNode version : both.path("item_versions")) {
      if (version.path("version").asInt() == 1) {
        end = Instant.parse(version.path("destroyed_at").asText());
      } else {
        next = version.path("token").asText();
      }
    }
    assertThat(next).isNotEqualTo(minted.value);
    everywhere(cluster, next, true);
    List<Duration> late = new ArrayList<>();
    for (int node = 1; node <= ClusterHarness.NODES; node++) {
      late.add(Duration.ofMillis(Long.MIN_VALUE / 2));
    }
    for (int refused = 0; refused < ClusterHarness.NODES; ) {
      for (int node = 1; node <= ClusterHarness.NODES; node++) {
        Instant before = Instant.now();
        boolean accepted = accepted(cluster, node, minted.value);
        Instant after = Instant.now();
        if (accepted) {
          assertThat(before).as("accepted by node%d", node).isBefore(end.plus(SLACK));
        } else {
          assertThat(after).as("refused by node%d", node).isAfterOrEqualTo(end);
          if (late.get(node - 1).isNegative()) {
            late.set(node - 1, Duration.between(end, after));
            refused++;
          }
        }
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    everywhere(cluster, minted.value, false);
    everywhere(cluster, next, true);
    Figures.record(
        "rotated-out token: refused by the three nodes %s after the end of its grace",
        late.stream().map(Duration::toMillis).map(ms -> ms + " ms").toList());
  }

  private record Ended(int code, String said) {}

  private static Ended craton(ClusterHarness cluster, String token, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder = cluster.node(2).builder(arguments);
    builder.environment().put("CRATON_TOKEN", token);
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), said);
  }

  @Test
  void commandLineMintsListsRevokesAndRecovers(ClusterHarness cluster) throws Exception {
    String root = cluster.rootToken();
    Ended created =
        craton(
            cluster,
            root,
            "token",
            "create",
            "--name",
            "cli",
            "--permissions",
            "read,admin",
            "--ttl",
            "1h",
            "--output",
            "json");
    assertThat(created.code).as(created.said).isZero();
    JsonNode minted = ApiClient.JSON.readTree(created.said);
    String token = minted.path("token").asText();
    everywhere(cluster, token, true);
    Ended listed = craton(cluster, token, "token", "list");
    assertThat(listed.said)
        .contains(minted.path("id").asText(), "cli", "read,admin")
        .doesNotContain(token);
    Ended revoked = craton(cluster, root, "token", "revoke", minted.path("id").asText());
    assertThat(revoked.code).as(revoked.said).isZero();
    everywhere(cluster, token, false);
    assertThat(craton(cluster, token, "token", "list").code)
        .as("with a revoked token")
        .isEqualTo(82);
    assertThat(craton(cluster, "", "token", "list").code).as("without a token").isEqualTo(64);

    Ended recovered = craton(cluster, "", "token", "recover", "--output", "json");
    assertThat(recovered.code).as(recovered.said).isZero();
    JsonNode other = ApiClient.JSON.readTree(recovered.said);
    everywhere(cluster, other.path("token").asText(), true);
    assertThat(cluster.node(2).logTail()).contains(other.path("id").asText());
    Path key = cluster.node(2).data().resolve("recovery-key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    assertThat(craton(cluster, root, "token", "revoke", other.path("id").asText()).code).isZero();
  }

  @Test
  void lastAdministratorIsKept(ClusterHarness cluster) throws Exception {
    JsonNode tokens =
        cluster
            .admin(1)
            .post("/admin/v1/tokens/list", "{\"size\":100}", cluster.rootToken())
            .path("tokens");
    List<String> roots = new ArrayList<>();
    tokens.forEach(token -> {
      if (token.path("name").asText().equals("root")) {
        roots.add(token.path("id").asText());
      }
    });
    assertThat(roots).hasSize(1);
    Ended refused = craton(cluster, cluster.rootToken(), "token", "revoke", roots.getFirst());
    assertThat(refused.code).isEqualTo(82);
    assertThat(refused.said).contains("mint another one first");
    everywhere(cluster, cluster.rootToken(), true);
  }
}
