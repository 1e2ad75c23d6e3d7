package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.http.TestApi.Reply;
import io.craton.vault.http.server.HttpLimits;
import io.craton.vault.http.server.HttpSettings;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// What a caller hears when the vault cannot do it now.
class UnavailableTest {
  private static final HttpSettings SETTINGS = HttpSettings.plainHttp("127.0.0.1", 0);

  private static void isUnavailable(Reply reply) {
    assertThat(reply.code()).isEqualTo(503);
    assertThat(reply.status()).isEqualTo("ServiceNotAvailable");
    assertThat(Integer.parseInt(reply.header("Retry-After"))).isPositive();
    assertThat(reply.result().isObject()).isTrue();
  }

  @Test
  void withoutAQuorumNothingIsAnsweredFromLocalState() {
    try (TestApi api = TestApi.start()) {
      String id = api.secret("v");
      api.vault.setReachable(false);
      isUnavailable(api.post("/v2/get", "{'id':'" + id + "'}"));
      isUnavailable(api.post("/v2/secret/store", "{'secret':'v'}"));
    }
  }

  @Test
  void withoutTheHsmCryptographyIsUnavailable() {
    try (TestApi api = TestApi.start()) {
      String id = api.key("asymmetric_key", "signing", "ED25519");
      api.hsm.setDown(true);
      isUnavailable(api.post("/v2/sign", "{'id':'" + id + "','message':''}"));
      isUnavailable(api.post("/v2/secret/store", "{'secret':'v'}"));
    }
  }

  @Test
  void aFaultTellsNothingOfItself() {
    try (TestApi api = TestApi.start();
        CapturedLog log = new CapturedLog()) {
      String id = api.key("asymmetric_key", "signing", "ED25519");
      api.hsm.duringNextOperation(() -> {
        throw new IllegalStateException("innards");
      });
      Reply reply = api.post("/v2/sign", "{'id':'" + id + "','message':'c2VjcmV0bWVzc2FnZQ=='}");
      assertThat(reply.code()).isEqualTo(500);
      assertThat(reply.status()).isEqualTo("InternalError");
      assertThat(reply.http().body()).doesNotContain("innards").doesNotContain("Exception");
      assertThat(log.text())
          .contains("innards", reply.header("X-Request-Id"))
          .doesNotContain("c2VjcmV0bWVzc2FnZQ");
    }
  }

  /// A virtual thread in a native call holds up its carrier.
  @Test
  void requestsRunOnPlatformThreads() {
    try (TestApi api = TestApi.start()) {
      AtomicBoolean virtual = new AtomicBoolean(true);
      api.hsm.duringNextOperation(() -> virtual.set(Thread.currentThread().isVirtual()));
      api.secret("v");
      assertThat(virtual).isFalse();
    }
  }

  @Test
  void moreRequestsThanAllowedAreToldToComeBack() throws Exception {
    try (TestApi api =
        new TestApi(SETTINGS.withLimits(HttpLimits.DEFAULT.withConcurrentRequests(1)))) {
      String id = api.key("asymmetric_key", "signing", "ED25519");
      CountDownLatch inside = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      api.hsm.duringNextOperation(() -> {
        inside.countDown();
        await(goOn);
      });
      var request = api.request("/v2/sign", "{\"id\":\"" + id + "\",\"message\":\"\"}").build();
      CompletableFuture<Integer> running =
          api.client
              .sendAsync(request, BodyHandlers.ofString())
              .thenApply(response -> response.statusCode());
      await(inside);
      isUnavailable(api.post("/v2/list", "{}"));
      goOn.countDown();
      assertThat(running.get(20, TimeUnit.SECONDS)).isEqualTo(200);
    }
  }

  @Test
  void drainingFinishesWhatIsRunning() throws Exception {
    try (TestApi api = TestApi.start()) {
      String id = api.key("asymmetric_key", "signing", "ED25519");
      CountDownLatch inside = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      api.hsm.duringNextOperation(() -> {
        inside.countDown();
        await(goOn);
      });
      var request = api.request("/v2/sign", "{\"id\":\"" + id + "\",\"message\":\"\"}").build();
      CompletableFuture<Integer> running =
          api.client
              .sendAsync(request, BodyHandlers.ofString())
              .thenApply(response -> response.statusCode());
      await(inside);
      assertThat(api.server.drain(Duration.ofMillis(50))).isFalse();
      goOn.countDown();
      assertThat(running.get(20, TimeUnit.SECONDS)).isEqualTo(200);
      assertThat(api.server.drain(Duration.ofSeconds(20))).isTrue();
    }
  }

  @Test
  void aBodyThatDoesNotComeIsGivenUp() throws Exception {
    HttpLimits limits =
        HttpLimits.DEFAULT.withTimeouts(
            Duration.ofSeconds(60), Duration.ofMillis(300), Duration.ofSeconds(5));
    try (TestApi api = new TestApi(SETTINGS.withLimits(limits));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.server.port())) {
      socket.setSoTimeout(20_000);
      String head =
          "POST /v2/list HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
              + api.token
              + "\r\nContent-Length: 100\r\n\r\n{";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(response).startsWith("HTTP/1.1 408 ").contains("ValidationError");
      assertThat(api.post("/v2/list", "{}").code()).isEqualTo(200);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
