package io.craton.vault.node.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node loses its way to the HSM and finds it again; the others do not.
class HsmLossIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// From the return of the token to the first signature.
  private static final Duration RECOVERY = Duration.ofSeconds(5);

  @TempDir private Path directory;
  private List<TestNode> nodes = List.of();
  private String token = "";

  @AfterEach
  void killNodes() throws InterruptedException {
    for (TestNode node : nodes) {
      node.kill();
    }
  }

  @Test
  void aNodeWithoutTheHsmSaysSoReadsOnAndRecoversByItself() throws Exception {
    TestToken hsm = TestToken.make(directory);
    nodes = TestNode.cluster(directory, hsm, 3);
    TestNode lonely = nodes.get(1);
    Path link = directory.resolve("way");
    lonely.reachHsmThrough(hsm.settingsThrough(link));
    for (TestNode node : nodes) {
      node.start();
    }
    for (TestNode node : nodes) {
      node.awaitReady();
    }
    token = nodes.getFirst().run("bootstrap").out().strip();
    String id =
        nodes
            .getFirst()
            .call("key/generate", token, "{\"purpose\":\"signing\",\"algorithm\":\"ES256\"}")
            .path("result")
            .path("id")
            .asText();
    assertThat(sign(lonely, id).statusCode()).isEqualTo(200);

    Files.delete(link);
    // At first it finds nothing where it looks; then it knows that the token is gone.
    long lost = System.nanoTime();
    while (lonely.health("ready") == 200) {
      HttpResponse<String> answer = sign(lonely, id);
      if (answer.statusCode() != 200) {
        isUnavailable(answer);
      }
      assertThat(System.nanoTime() - lost).as("nanoseconds ready").isLessThan(PATIENCE.toNanos());
    }
    assertThat(lonely.health("live")).isEqualTo(200);
    long asked = System.nanoTime();
    isUnavailable(sign(lonely, id));
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(3));
    assertThat(lonely.answer("list", token, "{}").statusCode()).as("a list").isEqualTo(200);
    assertThat(nodes.getFirst().health("ready")).isEqualTo(200);
    assertThat(sign(nodes.getFirst(), id).statusCode()).isEqualTo(200);

    long back = System.nanoTime();
    Files.createSymbolicLink(link, directory.resolve("tokens"));
    while (sign(lonely, id).statusCode() != 200) {
      assertThat(System.nanoTime() - back).as("nanoseconds").isLessThan(RECOVERY.toNanos());
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    lonely.awaitReady();
  }

  private HttpResponse<String> sign(TestNode node, String id) throws Exception {
    return node.answer("sign", token, "{\"id\":\"" + id + "\",\"message\":\"aGVsbG8=\"}");
  }

  private static void isUnavailable(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertThat(answer.body()).contains("ServiceNotAvailable");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }
}
