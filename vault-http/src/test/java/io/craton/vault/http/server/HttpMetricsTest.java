package io.craton.vault.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.measure.Durations;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Sources;
import io.craton.vault.http.server.HttpMetrics.RouteReading;
import io.craton.vault.http.wire.Answer;
import io.craton.vault.http.wire.ResultWriter;
import io.craton.vault.http.wire.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpMetricsTest {
  private final SecureRandom random = new SecureRandom();
  private final Sources sources =
      new Sources(
          InstantSource.system(),
          count -> {
            byte[] bytes = new byte[count];
            random.nextBytes(bytes);
            return bytes;
          });
  private final List<Route> routes =
      List.of(
          new Route(Route.Method.POST, "/v2/sign", exchange -> exchange.send(success())),
          new Route(Route.Method.GET, "/request/{id}", exchange -> exchange.send(success())),
          new Route(
              Route.Method.POST,
              "/v2/get",
              exchange -> {
                throw unavailable(Unavailable.Reason.NO_QUORUM);
              }),
          new Route(
              Route.Method.POST,
              "/v2/list",
              exchange -> {
                throw unavailable(Unavailable.Reason.OVERLOADED);
              }),
          new Route(
              Route.Method.GET,
              "/health/ready",
              exchange -> exchange.send(Answer.plain(503, ResultWriter.EMPTY))));
  private final Listener listener =
      Listener.start("test", HttpSettings.plainHttp("127.0.0.1", 0), routes, sources);
  private final HttpClient client = HttpClient.newHttpClient();

  private static Answer success() {
    return Answer.of(Status.SUCCESS, "done", ResultWriter.EMPTY);
  }

  private static Unavailable unavailable(Unavailable.Reason reason) {
    return new Unavailable(reason, "not now", Duration.ofSeconds(1));
  }

  @AfterEach
  void stop() {
    client.close();
    listener.close();
  }

  @Test
  void requestsCountByRouteAndByWhatTheyWereAnsweredWith() throws Exception {
    assertThat(send("POST", "/v2/sign").statusCode()).isEqualTo(200);
    assertThat(send("POST", "/v2/sign").statusCode()).isEqualTo(200);
    assertThat(send("POST", "/v2/get").statusCode()).isEqualTo(503);
    assertThat(send("GET", "/health/ready").statusCode()).isEqualTo(503);

    assertThat(counts(4))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "GET /health/ready 503 ", 1L,
                "POST /v2/get 503 ServiceNotAvailable", 1L,
                "POST /v2/sign 200 Success", 2L));
    RouteReading sign = route("/v2/sign").orElseThrow();
    assertThat(sign.times()).containsOnlyKeys(Outcome.Kind.SUCCESS);
    Durations.Reading took = Objects.requireNonNull(sign.times().get(Outcome.Kind.SUCCESS));
    assertThat(took.count()).isEqualTo(2);
    assertThat(took.sum()).isPositive();
    assertThat(route("/v2/get").orElseThrow().times()).containsOnlyKeys(Outcome.Kind.FAILED);
  }

  @Test
  void whatCallersSendIsNoLabel() throws Exception {
    for (int i = 0; i < 20; i++) {
      send("GET", "/request/prq_" + i);
      send("GET", "/nothing/" + i);
      send("DELETE", "/v2/sign");
    }
    assertThat(counts(60))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "GET /request/{id} 200 Success", 20L,
                "- - 404 NotFound", 20L,
                "- - 405 NotFound", 20L));
  }

  @Test
  void whatIsNotHttpIsCountedToo() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      socket.getOutputStream().write("NONSENSE\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
    }
    assertThat(counts(1)).containsExactly(Map.entry("- - 400 ValidationError", 1L));
  }

  @Test
  void connectionsAndRequestsBeingServedAreCounted() throws Exception {
    assertThat(listener.metrics().connections()).isZero();
    send("POST", "/v2/sign");
    assertThat(counts(1)).hasSize(1);
    assertThat(listener.metrics().connections()).isOne();
    assertThat(listener.metrics().running()).isZero();
    assertThat(listener.metrics().listener()).isEqualTo("test");
  }

  @Test
  void aNodeThatCannotServeSendsItsClientsElsewhere() throws Exception {
    assertThat(send("POST", "/v2/get").headers().firstValue("Connection")).contains("close");
    assertThat(send("POST", "/v2/list").headers().firstValue("Connection")).isEmpty();
    assertThat(send("POST", "/v2/sign").headers().firstValue("Connection")).isEmpty();
  }

  private HttpResponse<String> send(String method, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + listener.port() + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).build();
    return client.send(request, BodyHandlers.ofString());
  }

  private Optional<RouteReading> route(String path) {
    return listener.metrics().routes().stream()
        .filter(route -> route.path().equals(path))
        .findFirst();
  }

  /// Waits until that many were counted: a request counts after its answer has gone.
  private Map<String, Long> counts(long total) {
    Deadline deadline = Deadline.after(Duration.ofSeconds(10), System::nanoTime);
    Map<String, Long> counts = counts();
    while (counts.values().stream().mapToLong(each -> each).sum() < total) {
      assertThat(deadline.expired()).as("counted in time: %s", counts).isFalse();
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      counts = counts();
    }
    return counts;
  }

  private Map<String, Long> counts() {
    return listener.metrics().routes().stream()
        .flatMap(route ->
            route.counts().entrySet().stream()
                .map(each ->
                    Map.entry(
                        "%s %s %d %s"
                            .formatted(
                                route.method(),
                                route.path(),
                                each.getKey().code(),
                                each.getKey().status()),
                        each.getValue())))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
