package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.craton.vault.core.measure.Tracer;
import io.craton.vault.core.service.Sources;
import io.craton.vault.http.health.Health;
import io.craton.vault.http.health.HealthCode;
import io.craton.vault.http.health.HealthReason;
import io.craton.vault.http.server.HttpSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What load balancers are told on the port that they send requests to.
class HealthTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "operations", "monitoring.md");

  private final HttpClient client = HttpClient.newHttpClient();
  private volatile Health health = new Health(true, Optional.of("node-1"), List.of());
  private TestApi api;
  private VaultHttpServer server;

  @BeforeEach
  void start() {
    api = TestApi.start();
    Sources own = new Sources(Instant::now, byte[]::new);
    server =
        VaultHttpServer.start(
            HttpSettings.plainHttp("127.0.0.1", 0), api.services(), own, () -> health, Tracer.NONE);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    api.close();
  }

  private HttpResponse<String> ask(String method, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    return new ObjectMapper().readTree(answer.body());
  }

  @Test
  void aNodeThatIsWellSaysSoWithoutAToken() throws Exception {
    for (String what : List.of("live", "ready", "leader")) {
      HttpResponse<String> answer = ask("GET", "/health/" + what);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
      assertThat(answer.body()).isEqualTo("{\"" + what + "\":true,\"codes\":[]}");
    }
  }

  @Test
  void thePublicPortTellsCodesAndNothingElse() throws Exception {
    health =
        new Health(
            false,
            Optional.of("node-2"),
            List.of(
                new HealthReason(HealthCode.HSM, "HSM: down after CKR_DEVICE_ERROR"),
                new HealthReason(HealthCode.CATCHING_UP, "catching up: 5000 entries behind"),
                new HealthReason(HealthCode.HSM, "again")));
    HttpResponse<String> ready = ask("GET", "/health/ready");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).isEqualTo("{\"ready\":false,\"codes\":[\"hsm\",\"catching-up\"]}");
    HttpResponse<String> leader = ask("GET", "/health/leader");
    assertThat(leader.statusCode()).isEqualTo(503);
    assertThat(leader.body()).isEqualTo("{\"leader\":false,\"codes\":[]}");
    assertThat(ask("GET", "/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void nothingElseIsThere() throws Exception {
    for (String path : List.of("/health", "/health/", "/health/ready/", "/health/other")) {
      assertThat(ask("GET", path).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(ask("POST", "/health/ready").statusCode()).isEqualTo(405);
    assertThat(ask("GET", "/metrics").statusCode()).isEqualTo(404);
    assertThat(json(ask("GET", "/admin/v1/status")).path("status").asText()).isEqualTo("NotFound");
  }

  @Test
  void connectionsEndWithTheirNextAnswerWhileANodeIsTakenOut() throws Exception {
    assertThat(ask("GET", "/health/ready").headers().firstValue("Connection")).isEmpty();
    server.endConnections(true);
    for (String path : List.of("/health/ready", "/openapi.json", "/nothing")) {
      assertThat(ask("GET", path).headers().firstValue("Connection"))
          .as("%s, which is served all the same", path)
          .contains("close");
    }
    server.endConnections(false);
    assertThat(ask("GET", "/health/ready").headers().firstValue("Connection")).isEmpty();
  }

  @Test
  void everyCodeIsDocumented() throws Exception {
    List<String> documented =
        Files.readAllLines(DOCUMENT).stream()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.split("`", -1)[1])
            .toList();
    assertThat(documented)
        .containsAll(Arrays.stream(HealthCode.values()).map(HealthCode::wireName).toList());
  }
}
