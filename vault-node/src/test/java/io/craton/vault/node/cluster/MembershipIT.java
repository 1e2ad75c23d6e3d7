package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// A cluster of one node grows to five and shrinks to three, and leadership goes round, by the
/// command line, while clients compare every answer with what it must be.
class MembershipIT {
  private static final int CLIENTS = 3;
  private static final Duration REST = Duration.ofMillis(50);
  private static final int MOST_NODES = 5;
  private static final int TRANSFERS = 5;
  private static final int REMOVED = 86;

  /// A hang, on a machine however busy; the figures say what it was.
  private static final Duration MOST_GAP = Duration.ofSeconds(30);

  private static final Duration EQUAL = Duration.ofMinutes(3);
  private static final Map<String, String> SETTINGS =
      Map.of(
          "raft.snapshot-entries", "200",
          "http.request-timeout", "25s",
          "hsm.timeout", "20s",
          "secrets.readable-states", "active,deactivated,suspended");

  private final LoadProgress progress = new LoadProgress();
  private final List<Future<LoadWorker>> workers = new ArrayList<>();

  @Test
  void clusterGrowsAndShrinksUnderLoadAndNothingAcknowledgedIsLost() throws Exception {
    try (ClusterHarness cluster = ClusterHarness.growing(SETTINGS, 1, MOST_NODES)) {
      try {
        run(cluster);
      } catch (Exception | AssertionError e) {
        e.addSuppressed(new AssertionError(cluster.logTails()));
        throw e;
      }
    }
  }

  private void run(ClusterHarness cluster) throws Exception {
    long seed = new Random().nextLong();
    Figures.record("membership: seed %d, %d clients", seed, CLIENTS);
    AtomicBoolean stop = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int client = 0; client < CLIENTS; client++) {
        String folder = "/membership/%d-%d/".formatted(seed >>> 1, client);
        workers.add(
            threads.submit(
                new LoadWorker(cluster.client(), progress, stop, seed + client, folder)
                    .resting(REST)));
      }
      try {
        while (cluster.active().size() < MOST_NODES - 1) {
          add(cluster);
        }
        addByScript(cluster);
        for (int transfer = 0; transfer < TRANSFERS; transfer++) {
          transfer(cluster, 1 + transfer % MOST_NODES);
        }
        int leader = cluster.leader();
        remove(cluster, leader);
        removeByScript(cluster, cluster.others(cluster.leader()).getFirst());
        showWhatIsLeft(cluster);
      } finally {
        stop.set(true);
      }
      for (Future<LoadWorker> worker : workers) {
        worker.get(1, TimeUnit.MINUTES).checkAll();
      }
    }
    Figures.record("membership: %d calls acknowledged, none lost", progress.total());
    Digests.awaitEqual(cluster, EQUAL);
  }

  private void add(ClusterHarness cluster) throws Exception {
    long mark = progress.mark();
    int number = cluster.grow();
    List<String> words = new ArrayList<>(List.of("cluster", "add", "node" + number, "--wait"));
    words.addAll(cluster.addresses(number));
    assertThat(craton(cluster, 1, words)).contains("node" + number + " is added: voter");
    cluster.awaitReady(number);
    note("to " + cluster.active().size() + " nodes", mark);
    assertThat(craton(cluster, number, words)).contains("was a member already: voter");
  }

  private void addByScript(ClusterHarness cluster) throws Exception {
    long mark = progress.mark();
    int number = cluster.grow();
    List<String> options = new ArrayList<>(List.of("--name", "node" + number, "--start", ""));
    options.addAll(cluster.addresses(number));
    assertThat(script(cluster, 1, "add-node", options)).contains("node" + number + " is added");
    cluster.awaitReady(number);
    note("to " + cluster.active().size() + " nodes", mark);
  }

  private void transfer(ClusterHarness cluster, int number) throws Exception {
    long mark = progress.mark();
    String name = "node" + number;
    Transfers.to(cluster, number, EQUAL);
    Await.until(name + " leads", EQUAL, () -> cluster.leader() == number);
    awaitWrite();
    note("leadership to " + name, mark);
  }

  private void remove(ClusterHarness cluster, int number) throws Exception {
    long mark = progress.mark();
    NodeProcess node = cluster.node(number);
    int asked = cluster.others(number).getFirst();
    List<String> words = List.of("cluster", "remove", node.name());
    assertThat(craton(cluster, asked, words)).contains(node.name() + " is removed");
    assertThat(node.awaitEnd()).isEqualTo(REMOVED);
    assertThat(node.logTail()).contains("node " + node.name() + " was removed from the cluster");
    cluster.forget(number);
    awaitWrite();
    note("without " + node.name(), mark);
    assertThat(craton(cluster, asked, words)).contains("is no member: nothing to remove");
    node.start();
    assertThat(node.awaitEnd()).as("it does not come back by itself").isEqualTo(REMOVED);
    assertThat(Files.readString(node.data().resolve("consensus").resolve("identity")))
        .contains("phase=REMOVED");
  }

  private void removeByScript(ClusterHarness cluster, int number) throws Exception {
    long mark = progress.mark();
    NodeProcess node = cluster.node(number);
    String untilItEnds = "while kill -0 %d; do sleep 0.2; done 2>/dev/null".formatted(node.pid());
    List<String> options =
        List.of("--name", node.name(), "--stop", untilItEnds, "--wipe", node.data().toString());
    int asked = cluster.others(number).getFirst();
    assertThat(script(cluster, asked, "remove-node", options))
        .contains(node.name() + " is removed");
    assertThat(node.awaitEnd()).isEqualTo(REMOVED);
    assertThat(node.data()).doesNotExist();
    cluster.forget(number);
    awaitWrite();
    note("without " + node.name(), mark);
  }

  private void showWhatIsLeft(ClusterHarness cluster) throws Exception {
    int asked = cluster.active().getFirst();
    String shown = craton(cluster, asked, List.of("cluster", "status", "--output", "json"));
    JsonNode status = ApiClient.JSON.readTree(shown);
    assertThat(status.path("members")).as(shown).hasSize(cluster.active().size());
    for (JsonNode member : status.path("members")) {
      assertThat(member.path("standing").asText()).as(shown).isEqualTo("voter");
      assertThat(member.path("reachable").asBoolean()).as(shown).isTrue();
    }
    assertThat(craton(cluster, asked, List.of("cluster", "status"))).contains("STANDING");
    assertThat(craton(cluster, asked, List.of("cluster", "snapshot"))).contains("reaches to index");
  }

  private void awaitWrite() throws InterruptedException {
    long now = System.nanoTime();
    Await.until(
        "a write that began afterwards",
        EQUAL,
        () -> {
          requireWell();
          return progress.wroteSince(now);
        });
  }

  private void requireWell() {
    for (Future<LoadWorker> worker : workers) {
      if (worker.isDone() && worker.state() == Future.State.FAILED) {
        throw new AssertionError("a client met a wrong answer", worker.exceptionNow());
      }
    }
  }

  private void note(String what, long mark) {
    requireWell();
    long gap = progress.longestGapMillis(mark);
    Figures.record("membership: %s, longest time without a write %d ms", what, gap);
    assertThat(gap).as(what).isLessThan(MOST_GAP.toMillis());
  }

  /// What a script for operators says; it must succeed.
  private static String script(
      ClusterHarness cluster, int node, String name, List<String> options) {
    List<String> words = new ArrayList<>();
    words.add(Path.of("..", "scripts", "ops", name).toAbsolutePath().toString());
    words.addAll(options);
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    words.addAll(List.of("--craton", java + " -jar " + NodeProcess.JAR));
    words.addAll(List.of("--", "--config", cluster.node(node).configuration().toString()));
    return Program.of(words.toArray(String[]::new)).with("CRATON_TOKEN", cluster.rootToken()).run();
  }

  /// What the command line says, asked of that node; it must succeed.
  private static String craton(ClusterHarness cluster, int node, List<String> words)
      throws IOException, InterruptedException {
    ProcessBuilder builder = cluster.node(node).builder(words.toArray(String[]::new));
    builder.environment().put("CRATON_TOKEN", cluster.rootToken());
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", words, said).isZero();
    return said;
  }
}
