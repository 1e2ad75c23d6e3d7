package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.craton.vault.node.deploy.Shipped;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the rolling scripts do with clusters that are not as they should be: made-up nodes answer
/// as real ones would. `RollingIT` has real ones.
class RollingScriptsTest {
  private static final int LAG = 50;

  private final Map<String, Node> nodes = new TreeMap<>();
  private final List<String> commands = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private volatile String leader = "n2";

  private static final class Node {
    private volatile boolean ready = true;
    private volatile boolean restarts = true;
    private volatile int applied = 100;
    private final AtomicInteger started = new AtomicInteger();
    private volatile String installed = "1";
    private volatile String running = "1";

    /// How often it answers each of these questions with 503, before it answers them properly.
    private final Map<String, AtomicInteger> refusals = new ConcurrentHashMap<>();
  }

  @BeforeEach
  void start() throws IOException {
    List.of("n1", "n2", "n3").forEach(name -> nodes.put(name, new Node()));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::serve);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void theLeaderComesLastAndHandsOnLeadershipFirst() {
    script("rolling-restart", "--transfer-command", curl("transfer")).run();
    assertThat(commands).containsExactly("restart n1", "restart n3", "transfer n2", "restart n2");
  }

  @Test
  void aDryRunAndAClusterThatIsNotWholeRestartNothing() {
    assertThat(script("rolling-restart", "--dry-run").run()).contains("would run");
    node("n3").ready = false;
    assertThat(refusedAtOnce()).contains("n3 is not ready", "made up");
    node("n3").ready = true;
    node("n1").applied = 0;
    assertThat(refusedAtOnce()).contains("n1 lags behind");
    node("n1").applied = 100;
    assertThat(refusedAtOnce("--node", "n4=" + url("n4"))).contains("n4 is not ready");
    leader = "nobody";
    assertThat(refusedAtOnce()).contains("not exactly one node leads");
    assertThat(commands).isEmpty();
  }

  private String refusedAtOnce(String... more) {
    List<String> words = new ArrayList<>(List.of("--whole-seconds", "0"));
    words.addAll(List.of(more));
    return Stubs.refused(script("rolling-restart", words.toArray(String[]::new)));
  }

  /// The last one is refused while the script looks what the others have committed.
  @ParameterizedTest
  @CsvSource({"n3,health/ready,2", "n2,health/leader,2", "n1,metrics,3"})
  void aMomentWithoutAnAnswerDoesNotEndTheRound(String name, String question, int times) {
    node(name).refusals.put(question, new AtomicInteger(times));
    assertThat(upgrade("2").run()).contains("done");
    assertThat(node(name).refusals.get(question)).hasNegativeValue();
    assertThat(commands).hasSize(2 * nodes.size());
  }

  @Test
  void itSaysWhatItWaitsFor() {
    node("n3").ready = false;
    assertThat(Stubs.refused(script("rolling-restart", "--whole-seconds", "6")))
        .contains("waiting: n3 is not ready", "error: n3 is not ready")
        .contains("nothing was restarted after that");
  }

  @Test
  void aNodeThatIsLeftOutOrUnknownIsNoticed() {
    Program two =
        Program.of(
            path("rolling-restart"),
            "--node",
            "n1=" + url("n1"),
            "--node",
            "n2=" + url("n2"),
            "--restart-command",
            curl("restart"));
    assertThat(Stubs.refused(two)).contains("3 voting members, and 2 were named");
    assertThat(Stubs.refused(script("rolling-restart", "--only", "n9"))).contains("n9");
    assertThat(Stubs.refused(script("rolling-restart", "--node", "n5=http://x;id")))
        .contains("NAME=URL");
    assertThat(commands).isEmpty();
  }

  @Test
  void aNodeThatDoesNotComeBackStopsTheRound() {
    node("n1").restarts = false;
    assertThat(Stubs.refused(script("rolling-restart", "--ready-seconds", "2")))
        .contains("n1 is not back after 2 s");
    assertThat(commands).containsExactly("restart n1");
  }

  @Test
  void anUpgradeGoesOnWhereItWasAndChecksWhatComesBack() {
    node("n1").installed = "2";
    node("n1").running = "2";
    assertThat(upgrade("2").run()).contains("done");
    assertThat(commands).containsExactly("install n3", "restart n3", "install n2", "restart n2");
    commands.clear();
    assertThat(upgrade("2").run()).contains("done");
    assertThat(commands).isEmpty();
    assertThat(Stubs.refused(upgrade("3"))).contains("came back with 2, not with 3");
    assertThat(commands).hasSize(2);
  }

  private Node node(String name) {
    Node node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException(name);
    }
    return node;
  }

  private Program upgrade(String version) {
    return script("rolling-upgrade", "--to", version, "--install-command", curl("install"));
  }

  private Program script(String name, String... more) {
    List<String> words = new ArrayList<>();
    words.add(path(name));
    for (String node : nodes.keySet()) {
      words.addAll(List.of("--node", node + "=" + url(node)));
    }
    words.addAll(List.of("--restart-command", curl("restart"), "--lag", Integer.toString(LAG)));
    words.addAll(List.of(more));
    return Program.of(words.toArray(String[]::new));
  }

  private static String path(String script) {
    return Shipped.path("scripts/ops/" + script).toString();
  }

  private String url(String node) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + node;
  }

  private String curl(String what) {
    return "curl --silent --fail --request POST " + url(what) + "/{node}";
  }

  private void serve(HttpExchange exchange) throws IOException {
    String[] path = exchange.getRequestURI().getPath().split("/", 3);
    if (exchange.getRequestMethod().equals("POST")) {
      command(path[1], path[2]);
      answer(exchange, 200, "");
      return;
    }
    Node node = nodes.get(path[1]);
    if (node == null) {
      answer(exchange, 404, "");
      return;
    }
    AtomicInteger refusals = node.refusals.get(path[2]);
    if (refusals != null && refusals.getAndDecrement() > 0) {
      answer(exchange, 503, "");
      return;
    }
    switch (path[2]) {
      case "health/ready" -> answer(exchange, node.ready ? 200 : 503, "made up");
      case "health/leader" -> answer(exchange, leader.equals(path[1]) ? 200 : 503, "");
      default -> answer(exchange, 200, metrics(node));
    }
  }

  private void command(String what, String name) {
    commands.add(what + " " + name);
    Node node = node(name);
    switch (what) {
      case "install" -> node.installed = "2";
      case "transfer" -> leader = "n1";
      default -> {
        if (node.restarts) {
          var _ = node.started.incrementAndGet();
          node.running = node.installed;
        }
      }
    }
  }

  private static String metrics(Node node) {
    return """
    craton_raft_voters 3.0
    craton_raft_applied_index %d.0
    craton_raft_commit_index 1.0E2
    process_start_time_seconds 1.7%06dE9
    craton_node_info{cluster="c",node="n",version="%s"} 1.0
    """
        .formatted(node.applied, node.started.get(), node.running);
  }

  private static void answer(HttpExchange exchange, int code, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
