package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Rotates the key-encryption key under load on secrets, kills the leader in the middle, and
/// retires the old key.
class KekIT {
  /// Enough to take some seconds, so that the kill comes in the middle.
  private static final int SECRETS = Integer.getInteger("kek.secrets", 1_500);

  private static final int WRITERS = 8;
  private static final int CLIENTS = 3;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String PATH = "/admin/v1/kek";
  private static final Pattern KEY = Pattern.compile("label: +craton/[^/]+/key/");

  @Test
  void everyValueIsReadableWhileTheKeyIsRotatedAndItsLeaderKilled() throws Exception {
    try (ClusterHarness cluster = ClusterHarness.start(Map.of())) {
      try {
        rotate(cluster);
      } catch (Exception | AssertionError e) {
        e.addSuppressed(new AssertionError(cluster.logTails()));
        throw e;
      }
    }
  }

  private static void rotate(ClusterHarness cluster) throws Exception {
    List<String> ids = store(cluster.client());
    String software =
        cluster
            .client()
            .call(
                "key/generate",
                "{'type':'asymmetric_key','purpose':'signing','algorithm':'ML-DSA-44'}")
            .orFail()
            .path("id")
            .asText();
    JsonNode before = keks(cluster, cluster.leader());
    assertThat(before.path("left").asLong()).isZero();
    assertThat(before.path("total").asLong()).isEqualTo(SECRETS + 1);

    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger reads = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(threads.submit(new Client(cluster.client(), ids, stop, reads, i)));
      }
      try {
        rotateAndKill(cluster, stop);
      } finally {
        stop.set(true);
      }
      int stored = 0;
      for (Future<Integer> client : clients) {
        stored += client.get();
      }
      Figures.record(
          "key-encryption key rotated: %d values under load, leader killed: %d reads right, %d"
              + " stored meanwhile",
          SECRETS, reads.get(), stored);
    }
    retire(cluster, ids);
    cluster.client().call("sign", "{'id':'%s','message':'AAAA'}", software).orFail();
    var _ = Digests.awaitEqual(cluster, Duration.ofMinutes(2));
  }

  private static void rotateAndKill(ClusterHarness cluster, AtomicBoolean stop) throws Exception {
    int leader = cluster.leader();
    long begun = System.nanoTime();
    // Through a follower: any node makes the key.
    JsonNode rotated =
        cluster
            .admin(cluster.others(leader).getFirst())
            .post(PATH + "/rotate", "{\"from\":1}", cluster.rootToken());
    assertThat(rotated.path("current").asInt()).isEqualTo(2);
    Await.until(
        "a part is sealed anew",
        LIMIT,
        () -> {
          long left = keks(cluster, leader).path("left").asLong();
          assertThat(left).as("too quick: there was nothing to interrupt").isPositive();
          return left < SECRETS * 9 / 10;
        });
    cluster.node(leader).kill();
    int next = cluster.leaderOtherThan(leader);
    cluster.node(leader).start();
    Await.until(
        "everything is sealed anew", LIMIT, () -> keks(cluster, next).path("left").asLong() == 0);
    long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
    Figures.record("key-encryption key: %d values sealed anew in %d ms", SECRETS, millis);
    assertThat(stop.get()).isFalse();
    cluster.awaitReady(leader);
  }

  private static void retire(ClusterHarness cluster, List<String> ids) throws Exception {
    int node = cluster.leader();
    assertThat(objects(cluster)).as("both keys are in the HSM").isEqualTo(2);
    Process refused = cli(cluster, "kek", "retire", "--version", "2");
    assertThat(refused.waitFor()).as("the current key is not given up").isEqualTo(82);
    Process retire = cli(cluster, "kek", "retire", "--version", "1");
    String said = new String(retire.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(retire.waitFor()).as(said).isZero();
    assertThat(said).contains("current").doesNotContain("may be retired");
    Await.until("the old key is gone", LIMIT, () -> objects(cluster) == 1);
    assertThat(keks(cluster, node).path("versions")).hasSize(1);
    for (String id : ids) {
      assertThat(read(cluster.client(), id)).isEqualTo("the value");
    }
  }

  private static Process cli(ClusterHarness cluster, String... words) throws IOException {
    ProcessBuilder builder = cluster.node(cluster.nodes().getFirst().number()).builder(words);
    builder.environment().put("CRATON_TOKEN", cluster.rootToken());
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  private static long objects(ClusterHarness cluster) {
    return KEY.matcher(cluster.token().listObjects()).results().count();
  }

  private static JsonNode keks(ClusterHarness cluster, int node)
      throws IOException, InterruptedException {
    return cluster.admin(node).get(PATH, cluster.rootToken());
  }

  private static List<String> store(ApiClient client) throws Exception {
    List<String> ids = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<String>>> parts = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        int share = SECRETS / WRITERS + (writer < SECRETS % WRITERS ? 1 : 0);
        parts.add(
            threads.submit(() -> {
              List<String> part = new ArrayList<>();
              for (int i = 0; i < share; i++) {
                part.add(storeOne(client));
              }
              return part;
            }));
      }
      for (Future<List<String>> part : parts) {
        ids.addAll(part.get());
      }
    }
    return ids;
  }

  private static String storeOne(ApiClient client) throws IOException, InterruptedException {
    return client
        .call("secret/store", "{'type':'secret','secret':'the value'}")
        .orFail()
        .path("id")
        .asText();
  }

  private static String read(ApiClient client, String id) throws IOException, InterruptedException {
    return client
        .call("get", "{'id':'%s'}", id)
        .orFail()
        .path("item_versions")
        .path(0)
        .path("secret")
        .asText();
  }

  /// Reads, and stores and reads now and then.
  private record Client(
      ApiClient client, List<String> ids, AtomicBoolean stop, AtomicInteger reads, int seed)
      implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      Random random = new Random(seed);
      int stored = 0;
      while (!stop.get()) {
        String id = ids.get(random.nextInt(ids.size()));
        if (random.nextInt(5) == 0) {
          id = storeOne(client);
          stored++;
        }
        assertThat(read(client, id)).isEqualTo("the value");
        reads.incrementAndGet();
      }
      return stored;
    }
  }
}
