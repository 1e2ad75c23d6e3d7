package io.craton.vault.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.measure.Tracer;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Sources;
import io.craton.vault.http.wire.Answer;
import io.craton.vault.http.wire.ResultWriter;
import io.craton.vault.http.wire.Status;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TracedActionTest {
  private final SecureRandom random = new SecureRandom();
  private final Sources sources =
      new Sources(
          InstantSource.system(),
          count -> {
            byte[] bytes = new byte[count];
            random.nextBytes(bytes);
            return bytes;
          });
  private final BlockingQueue<String> spans = new LinkedBlockingQueue<>();

  /// Writes down what a span was told, when it ends.
  private final Tracer tracer =
      new Tracer() {
        @Override
        public Span begin(String name) {
          return Span.NONE;
        }

        @Override
        public Span beginRequest(String name, Optional<String> parent) {
          StringBuilder told =
              new StringBuilder(name).append(" parent=").append(parent.orElse("-"));
          return new Span() {
            @Override
            public void note(String key, String value) {
              told.append(' ').append(key).append('=').append(value);
            }

            @Override
            public void failed(String reason) {
              told.append(" failed=").append(reason);
            }

            @Override
            public void close() {
              spans.add(told.toString());
            }
          };
        }
      };

  @Test
  void aSpanHasTheRouteTheRequestIdAndHowItEnded() throws Exception {
    Route good =
        new Route(
            Route.Method.POST,
            "/things/{id}",
            exchange -> exchange.send(Answer.of(Status.SUCCESS, "done", ResultWriter.EMPTY)));
    Route bad =
        new Route(
            Route.Method.POST,
            "/bad",
            exchange -> {
              throw new Unavailable(Unavailable.Reason.HSM_DOWN, "innards", Duration.ofSeconds(1));
            });
    Route broken =
        new Route(
            Route.Method.POST,
            "/broken",
            exchange -> {
              throw new IllegalStateException("innards");
            });
    HttpSettings settings = HttpSettings.plainHttp("127.0.0.1", 0);
    List<Route> routes = Listener.traced(List.of(good, bad, broken), tracer);
    try (Listener listener = Listener.start("test", settings, routes, sources);
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(spanOf(client, listener, "/things/secret-name"))
          .startsWith("POST /things/{id} parent=00-ab ")
          .contains("http.response.status_code=200", "craton.request.id=prq_")
          .doesNotContain("secret-name", "failed");
      assertThat(spanOf(client, listener, "/bad"))
          .contains("failed=HSM_DOWN")
          .doesNotContain("innards");
      assertThat(spanOf(client, listener, "/broken"))
          .contains("failed=FAULT")
          .doesNotContain("innards");
    }
  }

  private String spanOf(HttpClient client, Listener listener, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + listener.port() + path);
    var _ =
        client.send(
            HttpRequest.newBuilder(uri)
                .header("traceparent", "00-ab")
                .POST(BodyPublishers.noBody())
                .build(),
            BodyHandlers.ofString());
    String span = spans.poll(10, TimeUnit.SECONDS);
    assertThat(span).isNotNull();
    return span;
  }
}
