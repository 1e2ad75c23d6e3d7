package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.port.Deadline;
import io.craton.vault.http.TestApi.Reply;
import io.craton.vault.http.server.HttpLimits;
import io.craton.vault.http.server.HttpSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Requests whose threads do not come back, as when a call hangs in the HSM.
@Timeout(60)
class WatchedRequestsTest {
  private static final String ACCESS = "io.craton.vault.http.access";
  private static final int RACES = 16;
  private static final Duration REQUEST = Duration.ofMillis(400);
  private static final Duration MOST_LATE = Duration.ofSeconds(5);

  private final CountDownLatch inside = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  private static TestApi api(int requests) {
    HttpLimits limits =
        HttpLimits.DEFAULT
            .withConcurrentRequests(requests)
            .withTimeouts(Duration.ofSeconds(60), Duration.ofSeconds(20), REQUEST);
    return new TestApi(HttpSettings.plainHttp("127.0.0.1", 0).withLimits(limits));
  }

  /// The next call of the HSM does not return, whatever is done to its thread.
  private void hang(TestApi api) {
    api.hsm.duringNextOperation(() -> {
      inside.countDown();
      awaitUninterruptibly(release);
    });
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
      var _ = Thread.interrupted();
    }
  }

  private static void awaitUntil(BooleanSupplier condition) {
    Deadline deadline = Deadline.after(Duration.ofSeconds(20), System::nanoTime);
    while (!condition.getAsBoolean()) {
      assertThat(deadline.expired()).isFalse();
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
  }

  private static String signBody(TestApi api) {
    return "{'id':'" + api.key("asymmetric_key", "signing", "ED25519") + "','message':''}";
  }

  @Test
  void aRequestThatHangsIsAnsweredOnceAtItsDeadlineAndItsLateAnswerDropped() throws Exception {
    try (TestApi api = api(256);
        CapturedLog log = new CapturedLog()) {
      String body = signBody(api);
      hang(api);
      long start = System.nanoTime();
      Reply reply = api.post("/v2/sign", body);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(REQUEST, MOST_LATE);
      assertThat(reply.code()).isEqualTo(503);
      assertThat(reply.status()).isEqualTo("ServiceNotAvailable");
      assertThat(reply.body().path("summary").asText()).contains("did not finish in time");
      assertThat(Integer.parseInt(reply.header("Retry-After"))).isPositive();
      assertThat(reply.header("X-Request-Id")).isNotEmpty();
      assertThat(release.getCount()).as("its thread is in there still").isOne();
      assertThat(api.post("/v2/sign", body).code()).as("others are served").isEqualTo(200);

      release.countDown();
      awaitUntil(() -> log.text().contains("its answer is dropped"));
      List<String> lines = log.linesOf(ACCESS, 1);
      assertThat(lines)
          .filteredOn(line -> line.contains(reply.header("X-Request-Id")))
          .hasSize(1)
          .allMatch(line -> line.contains(" status=503 "));
      assertThat(log.text()).doesNotContain("IllegalStateException").doesNotContain("fault");
      assertThat(api.post("/v2/sign", body).code()).isEqualTo(200);
    } finally {
      release.countDown();
    }
  }

  /// Whatever comes on the connection is one answer and its end.
  @Test
  void nothingIsWrittenAfterTheAnswerOfTheWatch() throws Exception {
    try (TestApi api = api(256)) {
      String body = signBody(api).replace('\'', '"');
      hang(api);
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.server.port())) {
        socket.setSoTimeout(20_000);
        send(socket, api, body);
        String received =
            new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(release.getCount()).as("the end came before the thread").isOne();
        release.countDown();
        assertThat(received.split("HTTP/1.1 ", -1)).hasSize(2);
        String[] parts = received.split("\r\n\r\n", 2);
        assertThat(parts[0]).startsWith("HTTP/1.1 503 ").contains("Connection: close");
        assertThat(parts[0])
            .contains("Content-Length: " + parts[1].getBytes(StandardCharsets.UTF_8).length);
        assertThat(parts[1]).startsWith("{").endsWith("}");
      }
    } finally {
      release.countDown();
    }
  }

  private static void send(Socket socket, TestApi api, String body) throws IOException {
    String request =
        "POST /v2/sign HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(api.token, body.length(), body);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void aThreadThatIsStuckKeepsItsPlaceUntilItEnds() throws Exception {
    try (TestApi api = api(1)) {
      String body = signBody(api);
      hang(api);
      assertThat(api.post("/v2/sign", body).code()).isEqualTo(503);
      assertThat(api.post("/v2/list", "{}").code()).as("there is one place").isEqualTo(503);
      assertThat(api.server.drain(Duration.ofMillis(50))).as("it is not drained").isFalse();
      release.countDown();
      assertThat(api.server.drain(Duration.ofSeconds(20))).isTrue();
    } finally {
      release.countDown();
    }
  }

  @Test
  void aRequestThatEndsInTimeIsAnsweredByItsThreadAlone() throws Exception {
    try (TestApi api = api(256);
        CapturedLog log = new CapturedLog()) {
      for (int i = 0; i < 20; i++) {
        assertThat(api.post("/v2/list", "{}").code()).isEqualTo(200);
      }
      assertThat(log.linesOf(ACCESS, 20)).hasSize(20);
      assertThat(log.text()).doesNotContain("not back by its deadline");
    }
  }

  /// A body has more time than a request, and the request's time counts from its end.
  @Test
  void whoSendsSlowlyIsNotTakenForLate() throws Exception {
    try (TestApi api = api(256);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.server.port())) {
      socket.setSoTimeout(20_000);
      String head =
          "POST /v2/list HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer "
              + api.token
              + "\r\nContent-Length: 2\r\n\r\n{";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      TimeUnit.MILLISECONDS.sleep(REQUEST.toMillis() + 1_200);
      socket.getOutputStream().write('}');
      String received = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(received).startsWith("HTTP/1.1 200 ");
    }
  }

  /// A thread that comes back just as the watch answers.
  @Test
  void threadAndWatchNeverBothAnswer() throws Exception {
    try (TestApi api = api(256);
        CapturedLog log = new CapturedLog()) {
      String body = signBody(api).replace('\'', '"');
      int before = log.linesOf(ACCESS, 1).size();
      Duration around = REQUEST.plusMillis(500);
      for (int i = 0; i < RACES; i++) {
        long millis = around.toMillis() + 10L * i;
        api.hsm.duringNextOperation(() -> LockSupport.parkNanos(millis * 1_000_000));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.server.port())) {
          socket.setSoTimeout(20_000);
          send(socket, api, body);
          socket.shutdownOutput();
          String received =
              new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
          assertThat(received).startsWith("HTTP/1.1 ").endsWith("}");
          assertThat(received.split("HTTP/1.1 ", -1)).hasSize(2);
        }
      }
      assertThat(log.linesOf(ACCESS, before + RACES)).hasSize(before + RACES);
      assertThat(log.text()).doesNotContain("recycled").doesNotContain("fault while");
    }
  }
}
