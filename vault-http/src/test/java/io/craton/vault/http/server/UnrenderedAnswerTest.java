package io.craton.vault.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.service.Sources;
import io.craton.vault.http.wire.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/// An answer that fails while it is made must not look like a success without a body.
class UnrenderedAnswerTest {
  private final SecureRandom random = new SecureRandom();
  private final Sources sources =
      new Sources(
          InstantSource.system(),
          count -> {
            byte[] bytes = new byte[count];
            random.nextBytes(bytes);
            return bytes;
          });

  @Test
  void aFaultInAnAnswerIsAnsweredAsOne() throws Exception {
    Answer broken =
        Answer.plain(
            200,
            out -> {
              throw new IllegalStateException("innards");
            });
    Route route = new Route(Route.Method.GET, "/broken", exchange -> exchange.send(broken));
    HttpSettings settings = HttpSettings.plainHttp("127.0.0.1", 0);
    try (Listener listener = Listener.start("test", settings, List.of(route), sources);
        HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + listener.port() + "/broken");
      HttpResponse<String> reply =
          client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
      assertThat(reply.statusCode()).isEqualTo(500);
      assertThat(reply.body()).contains("InternalError").doesNotContain("innards");
    }
  }
}
