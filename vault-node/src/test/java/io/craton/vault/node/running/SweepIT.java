package io.craton.vault.node.running;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node compares a SoftHSM token with its state: what it removes, what it leaves alone, and what
/// it misses.
class SweepIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String EVERY_SECOND = "sweep.interval=1s";
  private static final String NEVER = "sweep.interval=1d";
  private static final String KEY_LABEL = "label:      craton/test/key/";
  private static final String FOREIGN = "craton/test-2/key/1700000000";

  /// Kills until one comes between a key and its entry in the log.
  private static final int KILLS = 20;

  private static final int KEYS_AT_ONCE = 8;

  @TempDir private Path directory;
  private List<TestNode> nodes = List.of();
  private TestToken hsm;
  private TestNode node;
  private String token = "";

  @BeforeEach
  void makeNode() throws Exception {
    hsm = TestToken.make(directory);
    nodes = TestNode.cluster(directory, hsm, 1);
    node = nodes.getFirst();
  }

  @AfterEach
  void killNodes() throws InterruptedException {
    for (TestNode each : nodes) {
      each.kill();
    }
  }

  private void start(String interval) throws Exception {
    node.start(interval);
    node.awaitReady();
    if (token.isEmpty()) {
      token = node.run("bootstrap").out().strip();
    }
  }

  @Test
  void keysLeftByAKilledNodeGoAndAllOthersStay() throws Exception {
    int orphans = 0;
    for (int kill = 0; kill < KILLS && orphans == 0; kill++) {
      start(NEVER);
      try (ExecutorService callers = Executors.newFixedThreadPool(KEYS_AT_ONCE)) {
        int before = keysInToken();
        for (int i = 0; i < KEYS_AT_ONCE; i++) {
          callers.execute(this::generateUntilTheNodeIsGone);
        }
        await("a key is made", () -> keysInToken() > before);
        node.kill();
      }
      start(NEVER);
      orphans = keysInToken() - 1 - items();
      node.kill();
    }
    assertThat(orphans).as("keys without an entry in the log").isPositive();

    start(EVERY_SECOND);
    String made = generate("ES256", "signing").path("result").path("id").asText();

    int wanted = items() + 1;
    await("no orphan is left", () -> keysInToken() == wanted);
    assertThat(sign(made)).isEqualTo("Success");
    assertThat(metric("craton_hsm_orphans_removed_total")).isEqualTo(orphans);
    assertThat(metric("craton_hsm_missing_keys")).isZero();
  }

  @Test
  void aForeignKeyStaysAndALostOneIsReportedByANodeThatGoesOn() throws Exception {
    plant(FOREIGN, "f0");
    // It would make no key beside an older one of the cluster's name.
    start(NEVER);
    node.kill();
    // Before the node opens the token: what another process adds later, SoftHSM may not show to it.
    plant("craton/test/key/4000000000", "0a");
    start(EVERY_SECOND);
    String first = generate("ES256", "signing").path("result").path("id").asText();
    String other = generate("ES256", "signing").path("result").path("id").asText();
    // A key that was given up when its making took too long is one as well.
    await("the orphan is gone", () -> metric("craton_hsm_orphans_removed_total") >= 1);
    await("its object too", () -> keysInToken() == 3);
    double removed = metric("craton_hsm_orphans_removed_total");
    assertThat(hsm.tool("--list-objects")).contains(FOREIGN);

    String lost = lastKeyId();
    hsm.tool("--delete-object", "--type", "privkey", "--id", lost);

    await("the loss is noticed", () -> metric("craton_hsm_missing_keys") == 1);
    JsonNode status = node.administer("/admin/v1/status", token);
    assertThat(status.path("ready").asBoolean()).as(status.toString()).isTrue();
    assertThat(status.path("warnings").path(0).asText()).contains("lost: 1");
    assertThat(node.health("ready")).isEqualTo(200);
    assertThat(List.of(sign(first), sign(other))).containsOnlyOnce("Success");
    assertThat(metric("craton_hsm_orphans_removed_total")).isEqualTo(removed);
  }

  /// A node that lists only itself, beside a cluster that lives.
  @Test
  void aSecondClusterOfTheSameNameMakesNoKeyUntilThoseOfTheFirstAreGone() throws Exception {
    start(NEVER);
    generate("AES-GCM-256", "encryption");
    TestNode first = node;
    TestNode second =
        TestNode.cluster(Files.createDirectories(directory.resolve("second")), hsm, 1).getFirst();
    nodes = List.of(first, second);
    second.start(NEVER);

    await(
        "it says why",
        () -> second.readyInWords().contains("holds 2 objects under this cluster.id"));
    assertThat(second.readyInWords()).contains("\"no-key\"", "another cluster.id");
    assertThat(first.health("ready")).isEqualTo(200);
    assertThat(keysInToken()).isEqualTo(2);

    first.kill();
    for (String id : secretKeyIds()) {
      hsm.tool("--delete-object", "--type", "secrkey", "--id", id);
    }
    second.awaitReady();
    assertThat(keysInToken()).isOne();
  }

  private List<String> secretKeyIds() throws Exception {
    List<String> lines = lines().toList();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("Secret Key Object") && lines.get(i + 1).contains(KEY_LABEL)) {
        ids.add(lines.get(i + 2).replace("ID:", "").strip());
      }
    }
    return ids;
  }

  private void plant(String label, String id) throws Exception {
    hsm.tool("--keygen", "--key-type", "AES:32", "--label", label, "--id", id);
  }

  /// Private and secret keys with the cluster's label, the key-encryption key among them.
  private int keysInToken() throws Exception {
    return (int) lines().filter(line -> line.contains(KEY_LABEL)).count();
  }

  private Stream<String> lines() throws Exception {
    return hsm.tool("--list-objects").lines();
  }

  /// The id of a private key of the cluster.
  private String lastKeyId() throws Exception {
    List<String> lines = lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("Private Key Object") && lines.get(i + 1).contains(KEY_LABEL)) {
        return lines.get(i + 2).replace("ID:", "").strip();
      }
    }
    throw new AssertionError("no private key in " + lines);
  }

  private JsonNode generate(String algorithm, String purpose) throws Exception {
    String type = purpose.equals("signing") ? "asymmetric_key" : "symmetric_key";
    return node.call(
        "key/generate",
        token,
        "{\"type\":\"%s\",\"purpose\":\"%s\",\"algorithm\":\"%s\"}"
            .formatted(type, purpose, algorithm));
  }

  private void generateUntilTheNodeIsGone() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        var _ = generate("AES-GCM-256", "encryption");
      }
    } catch (Exception e) {
      // The node was killed, which is what this waits for.
    }
  }

  private String sign(String id) throws Exception {
    return node.call("sign", token, "{\"id\":\"" + id + "\",\"message\":\"aGVsbG8=\"}")
        .path("status")
        .asText();
  }

  /// How many keys there are in the state.
  private int items() throws Exception {
    int keys = 0;
    String last = "";
    do {
      String from = last.isEmpty() ? "" : ",\"last\":\"" + last + "\"";
      JsonNode page = node.call("list", token, "{\"size\":100" + from + "}");
      assertThat(page.path("status").asText()).as(page.toString()).isEqualTo("Success");
      for (JsonNode item : page.path("result").path("items")) {
        keys += item.path("type").asText().endsWith("_key") ? 1 : 0;
      }
      last = page.path("result").path("last").asText();
    } while (!last.isEmpty());
    return keys;
  }

  private double metric(String name) throws Exception {
    return node.metrics()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> Double.valueOf(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(-1.0);
  }

  private static void await(String what, Condition condition) throws Exception {
    long begun = System.nanoTime();
    while (!condition.holds()) {
      assertThat(System.nanoTime() - begun).as("%s, after ns", what).isLessThan(PATIENCE.toNanos());
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private interface Condition {
    boolean holds() throws Exception;
  }
}
