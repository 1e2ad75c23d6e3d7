package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Policies of a few seconds, while leaders are killed. `-Drotation.seconds=180` makes it three
/// minutes, and `-Drotation.period=10` the policies shorter.
class RotationIT {
  private static final Duration LENGTH =
      Duration.ofSeconds(Integer.getInteger("rotation.seconds", 60));

  /// Longer than a fail-over and a rotation of all, so that no period passes without one.
  private static final Duration PERIOD =
      Duration.ofSeconds(Integer.getInteger("rotation.period", 20));

  private static final Duration BETWEEN_KILLS = Duration.ofSeconds(5);
  private static final int KEYS = 8;
  private static final int TOKENS = 4;

  private static final Pattern KEY = Pattern.compile("label: +craton/[^/]+/key/");

  /// The key-encryption key. The sentinels have a label of their own.
  private static final int KEKS = 1;

  private static final Map<String, String> SETTINGS =
      Map.of(
          "http.request-timeout", "25s",
          "hsm.timeout", "20s",
          "sweep.interval", "5s",
          "rotation.shortest-period", "1s",
          "secrets.readable-states", "active,deactivated,suspended");

  @Test
  void eachPeriodGivesOneVersionAlthoughLeadersAreKilled() throws Exception {
    try (ClusterHarness cluster = ClusterHarness.start(SETTINGS)) {
      try {
        rotateUnderKills(cluster);
      } catch (Exception | AssertionError e) {
        e.addSuppressed(new AssertionError(cluster.logTails()));
        throw e;
      }
    }
  }

  private static void rotateUnderKills(ClusterHarness cluster) throws Exception {
    List<String> items = create(cluster.client());
    Instant end = Instant.now().plus(LENGTH);
    int kills = 0;
    while (Instant.now().isBefore(end)) {
      Instant next = Instant.now().plus(BETWEEN_KILLS);
      NodeProcess leader = cluster.node(cluster.leader());
      leader.kill();
      leader.start();
      cluster.awaitReady();
      kills++;
      LockSupport.parkNanos(Math.max(1, Duration.between(Instant.now(), next).toNanos()));
    }
    stopRotating(cluster.client(), items);
    int versions = 0;
    for (String item : items) {
      versions += check(cluster.client(), item);
    }
    Figures.record(
        "rotation: %d items every %d s under %d kills of the leader in %d s: %d versions, one each"
            + " period",
        items.size(), PERIOD.toSeconds(), kills, LENGTH.toSeconds(), versions);
    awaitNoOrphans(cluster, items);
    var _ = Digests.awaitEqual(cluster, Duration.ofMinutes(2));
  }

  private static List<String> create(ApiClient client) throws Exception {
    List<String> ids = new ArrayList<>();
    String policy = "'rotation_frequency':'" + PERIOD.toSeconds() + "s'";
    for (int i = 0; i < KEYS; i++) {
      String key = "{'type':'asymmetric_key','purpose':'signing','algorithm':'ES256','name':'k%d',";
      ids.add(id(client.call("key/generate", (key + policy + "}").formatted(i))));
    }
    for (int i = 0; i < TOKENS; i++) {
      String token =
          "{'type':'pangea_token','token':'pts_abcdefghijklmnopqrstuvwxyz234567','name':'t%d',"
              + "'rotation_grace_period':'5s',";
      ids.add(id(client.call("secret/store", (token + policy + "}").formatted(i))));
    }
    return ids;
  }

  private static String id(ApiAnswer answer) {
    return answer.orFail().path("id").asText();
  }

  private static void stopRotating(ApiClient client, List<String> items) throws Exception {
    for (String item : items) {
      var _ = client.call("update", "{'id':'%s','rotation_frequency':'never'}", item).orFail();
    }
  }

  /// Every period from the creation to the end of the policy has given exactly one version.
  ///
  /// @return how many versions there are
  private static int check(ApiClient client, String item) throws Exception {
    JsonNode result = client.call("get", "{'id':'%s','version':'all'}", item).orFail();
    List<Instant> created = new ArrayList<>();
    for (JsonNode version : result.path("item_versions")) {
      created.add(Instant.parse(version.path("created_at").asText()));
    }
    created.sort(Instant::compareTo);
    assertThat(created).as(item).hasSize(result.path("num_versions").asInt());
    for (int number = 1; number < created.size(); number++) {
      Instant due = created.getFirst().plus(PERIOD.multipliedBy(number));
      assertThat(created.get(number))
          .as("%s, version %d of %s", item, number + 1, created)
          .isBetween(due, due.plus(PERIOD));
    }
    long atLeast = LENGTH.minus(PERIOD).dividedBy(PERIOD);
    assertThat(created.size()).as("%s: %s", item, created).isGreaterThan((int) atLeast);
    return created.size();
  }

  private static void awaitNoOrphans(ClusterHarness cluster, List<String> items) throws Exception {
    int expected = KEKS;
    for (String item : items) {
      JsonNode result = cluster.client().call("get", "{'id':'%s','version':'all'}", item).orFail();
      if (result.path("type").asText().equals("asymmetric_key")) {
        expected += result.path("num_versions").asInt();
      }
    }
    int live = expected;
    Await.until(
        "the HSM holds the " + live + " keys that the vault knows and no other",
        Duration.ofMinutes(2),
        () -> {
          long found = KEY.matcher(cluster.token().listObjects()).results().count();
          if (found != live) {
            throw new IOException("found " + found);
          }
          return true;
        });
  }
}
