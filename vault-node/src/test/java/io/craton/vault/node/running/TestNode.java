package io.craton.vault.node.running;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.testing.FreePorts;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A node as a process of its own, run from the jar as an operator would.
final class TestNode {
  static final Duration PATIENCE = Duration.ofSeconds(90);
  static final String BOOTSTRAP_KEY = "0123456789abcdef0123456789abcdef";

  static final Path JAR = Path.of("target", "craton.jar").toAbsolutePath();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private final String name;
  private final Path home;
  private final TestToken token;
  private final Ports ports;
  private final List<Process> started = new ArrayList<>();
  private final Map<String, String> variables = new HashMap<>();
  private Path hsmSettings;

  private TestNode(String name, Path home, TestToken token, Ports ports) {
    this.name = name;
    this.home = home;
    this.token = token;
    this.ports = ports;
    this.hsmSettings = token.settings();
  }

  record Ports(int http, int admin, int raft, int peer) {
    static Ports free() {
      return new Ports(FreePorts.next(), FreePorts.next(), FreePorts.next(), FreePorts.next());
    }
  }

  /// How a command ended.
  record Ended(int code, String out, String err) {}

  /// Nodes of one cluster on one token, with their files; none is started.
  static List<TestNode> cluster(Path directory, TestToken token, int size) throws IOException {
    List<TestNode> nodes = new ArrayList<>();
    for (int i = 1; i <= size; i++) {
      Path home = Files.createDirectories(directory.resolve("n" + i));
      nodes.add(new TestNode("n" + i, home, token, Ports.free()));
    }
    for (TestNode node : nodes) {
      node.write(nodes);
    }
    return nodes;
  }

  private void write(List<TestNode> nodes) throws IOException {
    StringBuilder members = new StringBuilder();
    for (TestNode node : nodes) {
      members.append(
          "    - {name: %s, raft: '127.0.0.1:%d', peer: '127.0.0.1:%d'}%n"
              .formatted(node.name, node.ports.raft, node.ports.peer));
    }
    TestToken.ownerOnly(home.resolve("bootstrap.key"), BOOTSTRAP_KEY + "\n");
    Files.writeString(
        configuration(),
        """
        node: {name: %s, data-dir: %s}
        cluster:
          id: test
          members:
        %s
        http: {port: %d}
        admin: {port: %d}
        hsm: {library: %s, token-label: %s, pin-file: %s, sessions: 4}
        bootstrap: {key-file: %s}
        log: {format: text}
        shutdown.drain: 0s
        """
            .formatted(
                name,
                data(),
                members,
                ports.http,
                ports.admin,
                TestToken.library(),
                TestToken.LABEL,
                token.pinFile(),
                home.resolve("bootstrap.key")));
  }

  Path configuration() {
    return home.resolve("craton.yaml");
  }

  Path data() {
    return home.resolve("data");
  }

  Path log() {
    return home.resolve("log");
  }

  Ports ports() {
    return ports;
  }

  /// From its next start on, it reaches the token by a way of its own.
  void reachHsmThrough(Path settings) {
    hsmSettings = settings;
  }

  /// From its next start on, its processes have that variable.
  void variable(String variable, String value) {
    variables.put(variable, value);
  }

  /// Starts the server; its output goes to [#log()].
  Process start(String... set) throws IOException {
    ProcessBuilder builder = command("server", set);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    Process process = builder.start();
    started.add(process);
    return process;
  }

  /// Runs a command to its end.
  Ended run(String command, String... set) throws IOException, InterruptedException {
    ProcessBuilder builder = command(command, set);
    Path out = home.resolve("out");
    Path err = home.resolve("err");
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    Process process = builder.start();
    started.add(process);
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("it ends").isTrue();
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private ProcessBuilder command(String command, String... set) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx256m", "--sun-misc-unsafe-memory-access=allow"));
    line.addAll(List.of("-jar", JAR.toString()));
    line.addAll(Arrays.asList(command.split(" ")));
    line.addAll(List.of("--config", configuration().toString()));
    for (String each : set) {
      line.addAll(List.of("--set", each));
    }
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().keySet().removeIf(variable -> variable.startsWith("CRATON_"));
    builder.environment().put("SOFTHSM2_CONF", hsmSettings.toString());
    builder.environment().putAll(variables);
    return builder;
  }

  void awaitReady() throws InterruptedException {
    await("ready", () -> health("ready") == 200);
  }

  /// The HTTP code of a health check; 0 when nobody answers.
  int health(String what) throws IOException, InterruptedException {
    try {
      return CLIENT
          .send(
              HttpRequest.newBuilder(admin("/health/" + what))
                  .timeout(Duration.ofSeconds(5))
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (ConnectException | HttpTimeoutException e) {
      return 0;
    }
  }

  /// What an operator is told on the admin port.
  String readyInWords() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(admin("/health/ready")).timeout(Duration.ofSeconds(5)).build();
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (ConnectException | HttpTimeoutException e) {
      return "";
    }
  }

  /// What a load balancer is told on the port of the API.
  HttpResponse<String> readyForRequests() throws IOException, InterruptedException {
    URI ready = URI.create("http://127.0.0.1:" + ports.http + "/health/ready");
    return CLIENT.send(
        HttpRequest.newBuilder(ready).timeout(Duration.ofSeconds(5)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /// An answer of the admin API.
  JsonNode administer(String path, String bearer) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(admin(path)).header("Authorization", "Bearer " + bearer));
  }

  /// What Prometheus would get.
  String metrics() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(admin("/metrics")).timeout(Duration.ofSeconds(5)).build();
    HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  /// An answer of the public API.
  JsonNode call(String path, String bearer, String body) throws IOException, InterruptedException {
    return JsonMapper.builder().build().readTree(answer(path, bearer, body).body());
  }

  /// The same with its code and headers.
  HttpResponse<String> answer(String path, String bearer, String body)
      throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.http + "/v2/" + path))
            .header("Authorization", "Bearer " + bearer)
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(30))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private URI admin(String path) {
    return URI.create("http://127.0.0.1:" + ports.admin + path);
  }

  private static JsonNode send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    String answer =
        CLIENT
            .send(
                request.timeout(Duration.ofSeconds(30)).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    return JsonMapper.builder().build().readTree(answer);
  }

  /// Kills what still runs.
  void kill() throws InterruptedException {
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
  }

  private void await(String what, Condition condition) throws InterruptedException {
    Deadline deadline = Deadline.after(PATIENCE, System::nanoTime);
    try {
      while (!condition.holds()) {
        assertThat(deadline.expired()).as("%s in time; %s", what, tail()).isFalse();
        assertThat(started.getLast().isAlive()).as("alive; %s", tail()).isTrue();
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
    } catch (IOException e) {
      throw new AssertionError(what, e);
    }
  }

  private String tail() throws IOException {
    List<String> lines = Files.readAllLines(log());
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
  }

  private interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }
}
