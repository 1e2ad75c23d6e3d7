package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.craton.vault.node.deploy.Shipped;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// `scripts/ops/rolling-restart` and `rolling-upgrade` on a cluster under load. The commands they
/// are given reach this test over HTTP, as they would reach a machine over ssh.
@ExtendWith(Clusters.class)
class RollingIT {
  private static final int CLIENTS = 3;
  private static final Duration REST = Duration.ofMillis(50);
  private static final Duration LIMIT = Duration.ofMinutes(15);
  private static final String OTHER_VERSION = "0.0.0-other";

  @TempDir private Path directory;
  private final Queue<String> commands = new ConcurrentLinkedQueue<>();
  private final LoadProgress progress = new LoadProgress();
  private final AtomicBoolean stop = new AtomicBoolean();
  private HttpServer machine;

  @BeforeEach
  void listen() throws IOException {
    machine = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @AfterEach
  void close() {
    machine.stop(0);
  }

  @Test
  void aRollingRestartUnderLoadLosesNothingAndTakesTheLeaderLast(ClusterHarness cluster)
      throws Exception {
    serve(cluster, NodeProcess.JAR);
    int leader = cluster.leader();
    List<Long> before = pids(cluster);
    Program dry = script(cluster, "rolling-restart", "--dry-run");
    assertThat(dry.run()).contains("would run: curl");
    assertThat(commands).isEmpty();

    underLoad(cluster, () -> script(cluster, "rolling-restart").run());

    assertThat(pids(cluster)).doesNotContainAnyElementsOf(before);
    assertThat(commands).hasSize(ClusterHarness.NODES).endsWith("/restart/node" + leader);
    Figures.record("rolling restart: %d calls acknowledged meanwhile, none lost", progress.total());
  }

  @Test
  @Tag("long")
  void aRollingUpgradeBringsEachNodeToTheOtherReleaseOnce(ClusterHarness cluster) throws Exception {
    Path other = otherRelease();
    try {
      serve(cluster, other);
      underLoad(cluster, () -> upgrade(cluster).run());
      assertThat(commands.stream().filter(command -> command.startsWith("/install/"))).hasSize(3);
      for (int node = 1; node <= ClusterHarness.NODES; node++) {
        assertThat(cluster.admin(node).metrics()).contains("version=\"" + OTHER_VERSION + "\"");
      }
      commands.clear();
      assertThat(upgrade(cluster).run()).contains("done");
      assertThat(commands).as("a second upgrade to the same release").isEmpty();
    } finally {
      for (NodeProcess node : cluster.nodes()) {
        node.runFrom(NodeProcess.JAR);
        int code = node.stop();
        assertThat(code).isZero();
        node.start();
        cluster.awaitReady(node.number());
      }
    }
  }

  @Test
  void aClusterThatIsNotWholeIsLeftAlone(ClusterHarness cluster) throws Exception {
    serve(cluster, NodeProcess.JAR);
    int victim = cluster.others(cluster.leader()).getFirst();
    cluster.node(victim).kill();
    assertThat(refused(script(cluster, "rolling-restart", "--whole-seconds", "6")))
        .contains("waiting: node" + victim, "error: node" + victim + " is not ready");
    assertThat(commands).isEmpty();
  }

  @Test
  void aNodeThatDoesNotComeBackStopsTheRound(ClusterHarness cluster) throws Exception {
    machine.createContext("/", exchange -> answer(exchange, 200));
    machine.start();
    assertThat(refused(script(cluster, "rolling-restart", "--ready-seconds", "3")))
        .contains("is not back after 3 s");
    assertThat(refused(script(cluster, "rolling-restart", "--only", "node9"))).contains("node9");
  }

  private void serve(ClusterHarness cluster, Path jar) {
    machine.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          commands.add(path);
          int number = Integer.parseInt(path.substring(path.length() - 1));
          NodeProcess node = cluster.node(number);
          try {
            if (path.startsWith("/restart/")) {
              int code = node.stop();
              node.start();
              answer(exchange, code == 0 ? 200 : 500);
            } else {
              node.runFrom(jar);
              answer(exchange, 200);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    machine.start();
  }

  private static void answer(HttpExchange exchange, int code) throws IOException {
    exchange.sendResponseHeaders(code, -1);
    exchange.close();
  }

  private Program upgrade(ClusterHarness cluster) {
    return script(
        cluster, "rolling-upgrade", "--to", OTHER_VERSION, "--install-command", curl("install"));
  }

  private Program script(ClusterHarness cluster, String name, String... more) {
    List<String> words = new ArrayList<>();
    words.add(Shipped.path("scripts/ops/" + name).toString());
    for (int node = 1; node <= ClusterHarness.NODES; node++) {
      words.add("--node");
      words.add("node%d=http://127.0.0.1:%d".formatted(node, cluster.admin(node).port()));
    }
    words.add("--restart-command");
    words.add(curl("restart"));
    words.addAll(List.of(more));
    return Program.of(words.toArray(String[]::new)).within(LIMIT);
  }

  private String curl(String what) {
    return "curl --silent --fail --request POST http://127.0.0.1:%d/%s/{node}"
        .formatted(machine.getAddress().getPort(), what);
  }

  /// What a script said that ended with an error.
  private static String refused(Program program) {
    try {
      program.run();
    } catch (AssertionError e) {
      return String.valueOf(e.getMessage());
    }
    throw new AssertionError(program.words() + " succeeded");
  }

  private static List<Long> pids(ClusterHarness cluster) {
    return cluster.nodes().stream().map(NodeProcess::pid).toList();
  }

  /// Runs the course while clients work, and checks everything that was acknowledged to them.
  private void underLoad(ClusterHarness cluster, Runnable course) throws Exception {
    long seed = new Random().nextLong();
    Figures.record("rolling: seed %d, %d clients", seed, CLIENTS);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<LoadWorker>> running = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        String folder = "/rolling/%d-%d/".formatted(seed >>> 1, client);
        LoadWorker worker = new LoadWorker(cluster.client(), progress, stop, seed + client, folder);
        running.add(threads.submit(worker.resting(REST)));
      }
      try {
        course.run();
      } finally {
        stop.set(true);
      }
      for (Future<LoadWorker> worker : running) {
        worker.get(1, TimeUnit.MINUTES).checkAll();
      }
    }
  }

  /// The same jar under another version.
  private Path otherRelease() throws IOException {
    Path other = directory.resolve("other.jar");
    Path written = directory.resolve("written.jar");
    try (JarFile jar = new JarFile(NodeProcess.JAR.toFile());
        OutputStream out = Files.newOutputStream(written)) {
      Manifest manifest = new Manifest(jar.getManifest());
      manifest.getMainAttributes().putValue("Implementation-Version", OTHER_VERSION);
      try (JarOutputStream copy = new JarOutputStream(out, manifest)) {
        copy.setLevel(1);
        jar.stream()
            .filter(entry -> !entry.getName().equals(JarFile.MANIFEST_NAME))
            .forEach(entry -> copy(jar, entry, copy));
      }
    }
    return Files.move(written, other, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void copy(JarFile jar, ZipEntry entry, JarOutputStream copy) {
    try (InputStream in = jar.getInputStream(entry)) {
      copy.putNextEntry(new ZipEntry(entry.getName()));
      in.transferTo(copy);
      copy.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
