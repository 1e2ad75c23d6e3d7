package io.craton.vault.node.running;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.node.exit.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerIT {
  private static final Duration STOP = Duration.ofSeconds(10);

  @TempDir private Path directory;
  private List<TestNode> nodes = List.of();

  @AfterEach
  void killNodes() throws InterruptedException {
    for (TestNode node : nodes) {
      node.kill();
    }
  }

  @Test
  void aSingleNodeServesStopsAndComesBackWithItsState() throws Exception {
    nodes = TestNode.cluster(directory, TestToken.make(directory), 1);
    TestNode node = nodes.getFirst();
    Process first = node.start();
    node.awaitReady();
    TestNode.Ended bootstrap = node.run("bootstrap");
    assertThat(bootstrap.code()).as(bootstrap.err()).isZero();
    String token = bootstrap.out().strip();
    assertThat(token).matches("pts_[a-z0-9]{32}");
    assertThat(node.run("bootstrap").code()).isEqualTo(ExitCode.REFUSED.code());
    assertThat(Files.readString(node.log())).doesNotContain(token);

    String id = storeSecret(node, token);
    assertThat(signs(node, token)).isTrue();

    assertMetrics(node, token, id);

    assertThat(stop(first)).isZero();
    node.start();
    node.awaitReady();
    assertThat(secret(node, token, id)).isEqualTo("hush");
  }

  @Test
  void threeNodesServeAlikeAndSurviveTheLossOfTheLeader() throws Exception {
    nodes = TestNode.cluster(directory, TestToken.make(directory), 3);
    Process[] processes = {
      nodes.get(0).start(), nodes.get(1).start(), nodes.get(2).start(),
    };
    for (TestNode node : nodes) {
      node.awaitReady();
    }
    String token = nodes.get(1).run("bootstrap").out().strip();
    String id = storeSecret(nodes.get(2), token);
    for (TestNode node : nodes) {
      assertThat(secret(node, token, id)).isEqualTo("hush");
      assertThat(signs(node, token)).isTrue();
    }

    int leader = leader();
    assertThat(stop(processes[leader])).isZero();

    TestNode survivor = nodes.get((leader + 1) % 3);
    survivor.awaitReady();
    assertThat(secret(survivor, token, id)).isEqualTo("hush");
    nodes.get(leader).start();
    nodes.get(leader).awaitReady();
    assertThat(secret(nodes.get(leader), token, id)).isEqualTo("hush");
  }

  /// A key was made, a signature made and verified, a secret sealed.
  private static void assertMetrics(TestNode node, String... secrets) throws Exception {
    String metrics = node.metrics();
    assertThat(sample(metrics, "craton_hsm_ready")).isOne();
    assertThat(sample(metrics, "craton_hsm_epoch")).isPositive();
    assertThat(sample(metrics, "craton_hsm_sessions")).isPositive();
    assertThat(sample(metrics, "craton_hsm_keys")).isPositive();
    assertThat(sample(metrics, "craton_hsm_calls_total")).isPositive();
    assertThat(sample(metrics, "craton_hsm_errors_total{class=\"failed\"}")).isZero();
    for (String operation : List.of("generate", "sign", "verify", "encrypt")) {
      String label = "{operation=\"" + operation + "\"}";
      double count = sample(metrics, "craton_hsm_operation_seconds_count" + label);
      assertThat(count).as(operation).isPositive();
      assertThat(sample(metrics, "craton_hsm_operation_seconds_sum" + label))
          .as(operation)
          .isPositive();
      String all =
          "craton_hsm_operation_seconds_bucket{operation=\"" + operation + "\",le=\"+Inf\"}";
      assertThat(sample(metrics, all)).as(operation).isEqualTo(count);
    }
    assertThat(sample(metrics, "craton_clock_offset_seconds")).isZero();
    assertThat(sample(metrics, "craton_clock_widest_offset_seconds")).isZero();
    assertThat(sample(metrics, "process_resident_memory_bytes")).isGreaterThan(50e6);
    assertThat(metrics).doesNotContain(secrets);
    assertThat(documented()).containsAll(names(metrics));
  }

  private static double sample(String metrics, String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> Double.valueOf(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in " + metrics));
  }

  /// The names of metrics as the text declares them.
  private static List<String> names(String metrics) {
    return metrics
        .lines()
        .filter(line -> line.startsWith("# TYPE "))
        .map(line -> line.split(" ", -1)[2])
        .toList();
  }

  private static List<String> documented() throws IOException {
    return Files.readAllLines(Path.of("..", "docs", "metrics.md")).stream()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split("`", -1)[1])
        .toList();
  }

  private int leader() throws Exception {
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.get(i).health("leader") == 200) {
        return i;
      }
    }
    throw new AssertionError("no node leads");
  }

  private static String storeSecret(TestNode node, String token) throws Exception {
    JsonNode stored =
        node.call(
            "secret/store", token, "{\"type\":\"secret\",\"name\":\"s\",\"secret\":\"hush\"}");
    assertThat(stored.path("status").asText()).as(stored.toString()).isEqualTo("Success");
    return stored.path("result").path("id").asText();
  }

  private static String secret(TestNode node, String token, String id) throws Exception {
    JsonNode got = node.call("get", token, "{\"id\":\"" + id + "\"}");
    assertThat(got.path("status").asText()).as(got.toString()).isEqualTo("Success");
    return got.path("result").path("item_versions").path(0).path("secret").asText();
  }

  private static boolean signs(TestNode node, String token) throws Exception {
    JsonNode key =
        node.call(
            "key/generate",
            token,
            "{\"type\":\"asymmetric_key\",\"purpose\":\"signing\",\"algorithm\":\"ED25519\"}");
    assertThat(key.path("status").asText()).as(key.toString()).isEqualTo("Success");
    String id = key.path("result").path("id").asText();
    String message = "\"message\":\"aGVsbG8=\"";
    JsonNode signed = node.call("sign", token, "{\"id\":\"" + id + "\"," + message + "}");
    assertThat(signed.path("status").asText()).as(signed.toString()).isEqualTo("Success");
    String signature = signed.path("result").path("signature").asText();
    JsonNode verified =
        node.call(
            "verify",
            token,
            "{\"id\":\"" + id + "\"," + message + ",\"signature\":\"" + signature + "\"}");
    return verified.path("result").path("valid_signature").asBoolean();
  }

  /// Sends SIGTERM and returns the exit code.
  private static int stop(Process process) throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)).as("stops in time").isTrue();
    return process.exitValue();
  }
}
