package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A year of operations in some minutes: everything that is done to a cluster while it serves, one
/// after the other, while clients behind the shipped load balancer compare every answer with what
/// it must be. They see no error but 503 with Retry-After, and none for long.
@Tag("long")
class OperationsIT {
  private static final int CLIENTS = 3;
  private static final Duration REST = Duration.ofMillis(50);
  private static final int FIRST_NODES = 3;
  private static final int MOST_NODES = 5;
  private static final int TRANSFERS = 5;
  private static final int REMOVED = 86;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /// A request can be sent on an idle connection in the moment in which its node, going down,
  /// closes it; HTTP has no way to tell that it was not seen.
  private static final int MOST_BROKEN = 2;

  /// How long errors may last for a client.
  private static final Duration MOST_ERRORS =
      Duration.ofMillis(Integer.getInteger("operations.error-millis", 3_000));

  private static final Map<String, String> SETTINGS =
      Map.of(
          "raft.snapshot-entries", "200",
          "shutdown.drain", "2s",
          "secrets.readable-states", "active,deactivated,suspended");

  @TempDir private Path directory;
  private final LoadProgress progress = new LoadProgress();
  private final List<ErrorSpans> errors = new ArrayList<>();
  private final List<Future<LoadWorker>> workers = new ArrayList<>();

  @Test
  void everythingAnOperatorDoesIsDoneUnderLoadAndNothingIsLost() throws Exception {
    try (ClusterHarness cluster = ClusterHarness.growing(SETTINGS, FIRST_NODES, MOST_NODES)) {
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
    Figures.record("operations: seed %d, %d clients", seed, CLIENTS);
    AtomicBoolean stop = new AtomicBoolean();
    try (Haproxy haproxy = new Haproxy(cluster, directory);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int client = 0; client < CLIENTS; client++) {
        String folder = "/operations/%d-%d/".formatted(seed >>> 1, client);
        ErrorSpans met = new ErrorSpans();
        errors.add(met);
        ApiClient calls =
            new ApiClient(
                    Tls.trusting(cluster.caFile()),
                    List.of(haproxy.endpoint()),
                    cluster.rootToken())
                .observedBy(met);
        workers.add(
            threads.submit(
                new LoadWorker(calls, progress, stop, seed + client, folder).resting(REST)));
      }
      try {
        operate(cluster);
      } finally {
        stop.set(true);
      }
      for (Future<LoadWorker> worker : workers) {
        worker.get(1, TimeUnit.MINUTES).checkAll();
      }
    }
    Figures.record("operations: %d calls acknowledged, none lost", progress.total());
    Digests.awaitEqual(cluster, LIMIT);
  }

  private void operate(ClusterHarness cluster) throws Exception {
    step("rolling restart", () -> restartAll(cluster));
    step("two nodes added", () -> addTwo(cluster));
    step("leadership transferred " + TRANSFERS + " times", () -> transfer(cluster));
    step("certificates replaced", () -> replaceCertificates(cluster));
    step("a disk lost", () -> loseDisk(cluster));
    step("the key-encryption key rotated", () -> rotateKek(cluster));
    step("a backup made and verified", () -> backUp(cluster));
    step("two nodes removed", () -> removeTwo(cluster));
  }

  private static void restartAll(ClusterHarness cluster) throws Exception {
    int leader = cluster.leader();
    List<Integer> order = new ArrayList<>(cluster.others(leader));
    order.add(leader);
    for (int number : order) {
      assertThat(cluster.node(number).stop()).as("node%d", number).isZero();
      cluster.node(number).start();
      cluster.awaitReady(number);
    }
  }

  private static void addTwo(ClusterHarness cluster) throws Exception {
    while (cluster.active().size() < MOST_NODES) {
      int number = cluster.grow();
      List<String> words = new ArrayList<>(List.of("cluster", "add", "node" + number, "--wait"));
      words.addAll(cluster.addresses(number));
      assertThat(craton(cluster, 1, words)).contains("node" + number + " is added: voter");
      cluster.awaitReady(number);
    }
  }

  private static void transfer(ClusterHarness cluster) throws Exception {
    for (int transfer = 0; transfer < TRANSFERS; transfer++) {
      int next = 1 + Math.floorMod(cluster.leader(), MOST_NODES);
      Transfers.to(cluster, next, LIMIT);
    }
  }

  private static void replaceCertificates(ClusterHarness cluster) throws Exception {
    for (int number : cluster.active()) {
      Certificates certificates = cluster.certificates();
      String before = certificates.serial("api" + number);
      certificates.issue(number);
      String said = craton(cluster, number, List.of("cluster", "reload-certificates"));
      assertThat(said.toLowerCase(Locale.ROOT))
          .contains(certificates.serial("api" + number).toLowerCase(Locale.ROOT))
          .contains(certificates.serial("node" + number).toLowerCase(Locale.ROOT))
          .doesNotContain(before.toLowerCase(Locale.ROOT));
    }
  }

  /// A node that only lost its disk comes back by itself, with its name and address.
  private static void loseDisk(ClusterHarness cluster) throws Exception {
    NodeProcess victim = cluster.node(cluster.others(cluster.leader()).getFirst());
    assertThat(victim.stop()).isZero();
    victim.wipe();
    victim.start();
    cluster.awaitReady(victim.number());
  }

  private static void rotateKek(ClusterHarness cluster) throws Exception {
    assertThat(craton(cluster, 1, List.of("kek", "rotate"))).contains("current");
    assertThat(craton(cluster, 1, List.of("kek", "retire", "--version", "1")))
        .doesNotContain("may be retired");
  }

  private void backUp(ClusterHarness cluster) throws Exception {
    Path file = directory.resolve("backup");
    assertThat(craton(cluster, 1, List.of("backup", "create", "--output-file", file.toString())))
        .contains("at index");
    assertThat(craton(cluster, 1, List.of("backup", "verify", file.toString())))
        .contains("good", "sealed by the HSM");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Path flipped = Files.write(directory.resolve("flipped"), bytes);
    ProcessBuilder verifying = cluster.node(1).builder("backup", "verify", flipped.toString());
    assertThat(verifying.redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor())
        .as("a flipped bit")
        .isNotZero();
  }

  private static void removeTwo(ClusterHarness cluster) throws Exception {
    for (int number : List.of(cluster.leader(), cluster.others(cluster.leader()).getFirst())) {
      NodeProcess node = cluster.node(number);
      int asked = cluster.others(number).getFirst();
      assertThat(craton(cluster, asked, List.of("cluster", "remove", node.name())))
          .contains(node.name() + " is removed");
      assertThat(node.awaitEnd()).isEqualTo(REMOVED);
      cluster.forget(number);
    }
  }

  private interface Operation {
    void perform() throws Exception;
  }

  private void step(String what, Operation operation) throws Exception {
    long mark = progress.mark();
    operation.perform();
    long afterwards = System.nanoTime();
    Await.until(
        "a write that began after: " + what,
        LIMIT,
        () -> {
          requireWell();
          return progress.wroteSince(afterwards);
        });
    requireWell();
    Figures.record(
        "operations: %s in %d s, longest time without a write %d ms; so far %d answers 503, %d"
            + " attempts broken, errors for %d ms at most, slowest success %d ms",
        what,
        Duration.ofNanos(System.nanoTime() - mark).toSeconds(),
        progress.longestGapMillis(mark),
        errors.stream().mapToLong(ErrorSpans::unavailable).sum(),
        errors.stream().mapToLong(each -> each.broken().size()).sum(),
        longest(ErrorSpans::longest).toMillis(),
        longest(ErrorSpans::slowest).toMillis());
    assertThat(errors.stream().flatMap(each -> each.forbidden().stream()))
        .as("errors other than 503 with Retry-After in: " + what)
        .isEmpty();
    assertThat(errors.stream().flatMap(each -> each.broken().stream()))
        .as("broken off so far, after: " + what)
        .hasSizeLessThanOrEqualTo(MOST_BROKEN);
    assertThat(longest(ErrorSpans::longest)).as(what).isLessThan(MOST_ERRORS);
  }

  private Duration longest(Function<ErrorSpans, Duration> figure) {
    return errors.stream().map(figure).max(Duration::compareTo).orElseThrow();
  }

  private void requireWell() {
    for (Future<LoadWorker> worker : workers) {
      if (worker.isDone() && worker.state() == Future.State.FAILED) {
        throw new AssertionError("a client met a wrong answer", worker.exceptionNow());
      }
    }
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
