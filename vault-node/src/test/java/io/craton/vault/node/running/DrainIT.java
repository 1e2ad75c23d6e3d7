package io.craton.vault.node.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.port.Deadline;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How load balancers take a node out: what it says on the port of the API, and what it does there
/// meanwhile.
class DrainIT {
  private static final Duration DRAIN = Duration.ofSeconds(4);

  @TempDir Path directory;

  private List<TestNode> nodes = List.of();

  @AfterEach
  void kill() throws InterruptedException {
    for (TestNode node : nodes) {
      node.kill();
    }
  }

  private static HttpResponse<String> list(TestNode node, String token) throws Exception {
    return node.answer("list", token, "{}");
  }

  private static void assertServes(HttpResponse<String> answer, boolean draining) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Connection").filter("close"::equals).isPresent())
        .isEqualTo(draining);
  }

  @Test
  void aNodeIsTakenOutAndInAndServesOnBeforeItStops() throws Exception {
    nodes = TestNode.cluster(directory, TestToken.make(directory), 1);
    TestNode node = nodes.getFirst();
    Process process = node.start("shutdown.drain=" + DRAIN.toSeconds() + "s");
    node.awaitReady();
    String token = node.run("bootstrap").out().strip();
    Path file = directory.resolve("token");
    TestToken.ownerOnly(file, token + "\n");
    assertThat(node.readyForRequests().body()).isEqualTo("{\"ready\":true,\"codes\":[]}");
    assertServes(list(node, token), false);

    TestNode.Ended drain = node.run("drain --token-file " + file);
    assertThat(drain.code()).as(drain.err()).isZero();
    assertDraining(node, token);
    assertThat(node.run("drain --undo --token-file " + file).code()).isZero();
    assertThat(node.readyForRequests().statusCode()).isEqualTo(200);
    assertServes(list(node, token), false);

    long begun = System.nanoTime();
    process.destroy();
    Deadline deadline = Deadline.after(DRAIN, System::nanoTime);
    while (node.readyForRequests().statusCode() == 200) {
      assertThat(deadline.expired()).as("it says so before it goes").isFalse();
    }
    assertDraining(node, token);
    assertThat(process.waitFor(TestNode.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(DRAIN.toNanos());
    assertThatThrownBy(node::readyForRequests).isInstanceOf(IOException.class);
  }

  private static void assertDraining(TestNode node, String token) throws Exception {
    HttpResponse<String> ready = node.readyForRequests();
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).isEqualTo("{\"ready\":false,\"codes\":[\"draining\"]}");
    assertThat(node.health("live")).isEqualTo(200);
    assertServes(list(node, token), true);
  }
}
