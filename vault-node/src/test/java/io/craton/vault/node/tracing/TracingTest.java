package io.craton.vault.node.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.craton.vault.core.measure.Tracer;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.ReadBarrier;
import io.craton.vault.core.port.Unavailable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TracingTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";
  private static final String UNSAMPLED = "00-" + TRACE + "-b7ad6b7169203331-00";
  private static final Tracing.Identity IDENTITY = new Tracing.Identity("n1", "test", "1.0");
  private static final int MANY = 50_000;

  private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
  private HttpServer collector;

  @BeforeEach
  void listen() throws IOException {
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext("/v1/traces", this::take);
    collector.start();
  }

  @AfterEach
  void close() {
    collector.stop(0);
  }

  private void take(HttpExchange exchange) throws IOException {
    received.add(exchange.getRequestBody().readAllBytes());
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  private URI endpoint() {
    return URI.create("http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces");
  }

  @Test
  void aRequestAndWhatItWaitsForReachTheCollectorInTheTraceOfTheCaller() throws Exception {
    try (Tracing tracing = Tracing.start(Optional.of(endpoint()), 1, IDENTITY)) {
      ReadBarrier barrier = tracing.following((ReadBarrier) deadline -> {});
      try (Tracer.Span request =
          tracing.tracer().beginRequest("POST /v2/sign", Optional.of(PARENT))) {
        request.note("http.route", "/v2/sign");
        barrier.await(Deadline.after(Duration.ofSeconds(1), System::nanoTime));
      }
    }
    byte[] body = received.poll(10, TimeUnit.SECONDS);
    assertThat(body).isNotNull();
    String text = new String(body, StandardCharsets.ISO_8859_1);
    assertThat(text).contains("POST /v2/sign", "barrier.await", "http.route", "craton", "n1");
    assertThat(HexFormat.of().formatHex(body)).contains(TRACE);
  }

  @Test
  void aFailureIsNamedAndPassedOn() throws Exception {
    try (Tracing tracing = Tracing.start(Optional.of(endpoint()), 100, IDENTITY)) {
      ReadBarrier barrier =
          tracing.following(
              (ReadBarrier)
                  deadline -> {
                    throw new Unavailable(
                        Unavailable.Reason.NO_QUORUM, "of no concern", Duration.ofSeconds(1));
                  });
      Deadline deadline = Deadline.after(Duration.ofSeconds(1), System::nanoTime);
      try (Tracer.Span request =
          tracing.tracer().beginRequest("POST /v2/get", Optional.of(PARENT))) {
        assertThatThrownBy(() -> barrier.await(deadline))
            .isInstanceOf(Unavailable.class)
            .hasMessage("of no concern");
        request.failed("NO_QUORUM");
      }
    }
    byte[] body = received.poll(10, TimeUnit.SECONDS);
    assertThat(body).isNotNull();
    assertThat(new String(body, StandardCharsets.ISO_8859_1))
        .contains("NO_QUORUM")
        .doesNotContain("of no concern");
  }

  @Test
  void theCallerDecidesAndOddHeadersCountAsNone() throws Exception {
    try (Tracing tracing = Tracing.start(Optional.of(endpoint()), 100, IDENTITY)) {
      tracing.tracer().beginRequest("unsampled", Optional.of(UNSAMPLED)).close();
      for (String odd :
          new String[] {"", "x", "00-" + TRACE, PARENT + PARENT, "ff" + PARENT.substring(2)}) {
        tracing.tracer().beginRequest("odd", Optional.of(odd)).close();
      }
    }
    byte[] body = received.poll(10, TimeUnit.SECONDS);
    assertThat(body).isNotNull();
    assertThat(new String(body, StandardCharsets.ISO_8859_1))
        .contains("odd")
        .doesNotContain("unsampled");
    assertThat(HexFormat.of().formatHex(body)).doesNotContain(TRACE);
  }

  @Test
  void whatIsNoPartOfARequestIsNotFollowed() throws Exception {
    try (Tracing tracing = Tracing.start(Optional.of(endpoint()), 100, IDENTITY)) {
      tracing
          .following((ReadBarrier) deadline -> {})
          .await(Deadline.after(Duration.ofSeconds(1), System::nanoTime));
    }
    assertThat(received).isEmpty();
  }

  @Test
  void withoutAnEndpointPortsAreLeftAsTheyAre() {
    try (Tracing tracing = Tracing.start(Optional.empty(), 100, IDENTITY)) {
      ReadBarrier barrier = deadline -> {};
      assertThat(tracing.following(barrier)).isSameAs(barrier);
      assertThat(tracing.tracer()).isSameAs(Tracer.NONE);
    }
  }

  /// One collector refuses connections, the other takes them and never answers.
  @Test
  void aCollectorThatIsAwayOrSilentHoldsUpNobody() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      int taken = silent.getLocalPort();
      collector.stop(0);
      for (URI endpoint :
          new URI[] {endpoint(), URI.create("http://127.0.0.1:" + taken + "/v1/traces")}) {
        long began = System.nanoTime();
        try (Tracing tracing = Tracing.start(Optional.of(endpoint), 100, IDENTITY)) {
          for (int i = 0; i < MANY; i++) {
            tracing.tracer().beginRequest("POST /v2/sign", Optional.of(PARENT)).close();
          }
          long micros = (System.nanoTime() - began) / 1_000;
          assertThat(micros / MANY).as("microseconds a span").isLessThan(200);
          began = System.nanoTime();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began))
            .as("the end of it")
            .isLessThan(Duration.ofSeconds(5));
      }
    }
  }
}
