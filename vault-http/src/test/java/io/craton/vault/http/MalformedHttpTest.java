package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.craton.vault.http.server.HttpLimits;
import io.craton.vault.http.testing.ApiContract;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What is no proper HTTP, over raw sockets: even that is answered in the envelope.
@TestInstance(Lifecycle.PER_CLASS)
class MalformedHttpTest {
  private static final int SOCKET_TIMEOUT_MILLIS = 20_000;
  private static final int HTTP_VERSION_NOT_SUPPORTED = 505;

  private final TestApi api = TestApi.start();

  @AfterAll
  void stop() {
    api.close();
  }

  private String exchange(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.server.port())) {
      socket.setSoTimeout(SOCKET_TIMEOUT_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String post(String path, String headers, String body) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: vault\r\nConnection: close\r\n"
        + headers
        + "\r\n"
        + body;
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of("garbage", "NONSENSE\r\n\r\n", 400),
        Arguments.of("TLS to a plain port", "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n", 400),
        Arguments.of("HTTP/9", "POST /v2/get HTTP/9.9\r\nHost: a\r\n\r\n", 505),
        Arguments.of("no host", "POST /v2/get HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
        Arguments.of("bad length", post("/v2/get", "Content-Length: x\r\n", ""), 400),
        Arguments.of("negative length", post("/v2/get", "Content-Length: -1\r\n", ""), 400),
        Arguments.of(
            "two lengths",
            post("/v2/get", "Content-Length: 2\r\nContent-Length: 3\r\n", "{}"),
            400),
        Arguments.of(
            "length and chunks",
            post("/v2/get", "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", "{}"),
            400),
        Arguments.of("space in header", post("/v2/get", "X-A : b\r\n", ""), 400),
        Arguments.of("encoded slash", post("/v2%2fget", "Content-Length: 0\r\n", ""), 404),
        Arguments.of("dot segment", post("/x/..;/v2/get", "Content-Length: 0\r\n", ""), 400),
        Arguments.of("bad escape", post("/v2/%zz", "Content-Length: 0\r\n", ""), 400),
        Arguments.of(
            "huge header", post("/v2/get", "X-A: " + "a".repeat(20_000) + "\r\n", ""), 431),
        Arguments.of(
            "huge path", post("/" + "a".repeat(20_000), "Content-Length: 0\r\n", ""), 414));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void isAnsweredInTheEnvelope(String name, String request, int code) throws IOException {
    String response = exchange(request);
    assertThat(response).startsWith("HTTP/1.1 " + code + " ");
    String head = response.substring(0, response.indexOf("\r\n\r\n"));
    assertThat(head)
        .contains("Content-Type: application/json", "X-Request-Id: prq_", "Cache-Control: no-store")
        .doesNotContainIgnoringCase("jetty")
        .doesNotContain("Server:");
    JsonNode body = new ObjectMapper().readTree(response.substring(head.length()));
    assertThat(body).hasSize(6);
    assertThat(head).contains(body.get("request_id").asText());
    assertThat(body.get("result").isObject()).isTrue();
    assertThat(response).doesNotContainIgnoringCase("jetty").doesNotContain("Exception");
    // What is no HTTP of this decade is beyond the API's description.
    if (code != HTTP_VERSION_NOT_SUPPORTED) {
      api.contract.checkAnswer("POST", "/malformed", received(code, head, body));
    }
  }

  private static ApiContract.Received received(int code, String head, JsonNode body) {
    Map<String, String> headers =
        head.lines()
            .skip(1)
            .collect(
                Collectors.toMap(
                    line -> line.substring(0, line.indexOf(':')),
                    line -> line.substring(line.indexOf(':') + 1).strip()));
    return new ApiContract.Received(code, headers, body.toString());
  }

  @Test
  void badChunksAreRefused() throws IOException {
    String response =
        exchange(
            post(
                "/v2/list",
                "Authorization: Bearer " + api.token + "\r\nTransfer-Encoding: chunked\r\n",
                "zz\r\n{}\r\n0\r\n\r\n"));
    assertThat(response).startsWith("HTTP/1.1 400 ").contains("ValidationError");
  }

  @Test
  void webSocketsAreNotOffered() throws IOException {
    String response =
        exchange(
            "GET /v2/get HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
                + post("/nothing", "", ""));
    assertThat(response).doesNotStartWith("HTTP/1.1 101").contains("application/json");
  }

  /// Sends everything before it reads anything: to close early would reset the connection, and the
  /// answer with it.
  @ParameterizedTest
  @CsvSource({"wrong, 2000000, 401", "right, 10485761, 413", "right, 20000000, 413"})
  void whoSendsItsWholeBodyGetsToReadTheRefusal(String token, int length, int code)
      throws Exception {
    String bearer = token.equals("right") ? api.token : token;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.server.port())) {
      socket.setSoTimeout(SOCKET_TIMEOUT_MILLIS);
      OutputStream out = socket.getOutputStream();
      out.write(
          ("POST /v2/get HTTP/1.1\r\nHost: vault\r\nAuthorization: Bearer "
                  + bearer
                  + "\r\nContent-Length: "
                  + length
                  + "\r\n\r\n")
              .getBytes(StandardCharsets.ISO_8859_1));
      byte[] chunk = new byte[64 * 1024];
      for (int sent = 0; sent < length; sent += chunk.length) {
        out.write(chunk, 0, Math.min(chunk.length, length - sent));
        Thread.sleep(1);
      }
      String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(response).startsWith("HTTP/1.1 " + code + " ");
    }
  }

  @Test
  void whoNeverSendsTheBodyIsCutOffSoon() throws Exception {
    long start = System.nanoTime();
    String response = exchange("POST /v2/get HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{");
    assertThat(response).startsWith("HTTP/1.1 401 ").contains("Connection: close");
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isLessThan(HttpLimits.DEFAULT.idleTimeout().dividedBy(4));
  }
}
