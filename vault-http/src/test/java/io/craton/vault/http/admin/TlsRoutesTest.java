package io.craton.vault.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.craton.vault.core.service.Sources;
import io.craton.vault.core.testing.FakeHsm;
import io.craton.vault.core.testing.InMemoryVault;
import io.craton.vault.http.server.HttpSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TlsRoutesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SecureRandom random = new SecureRandom();
  private final Sources sources = new Sources(Instant::now, this::random);
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger reloads = new AtomicInteger();
  private AdminHttpServer server;
  private String token;

  private byte[] random(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  @BeforeEach
  void start() throws Exception {
    InMemoryVault vault = InMemoryVault.withKek(new FakeHsm(), sources);
    token = vault.mintRoot(sources);
    server =
        AdminHttpServer.start(
            HttpSettings.plainHttp("127.0.0.1", 0),
            new StubNode(vault, sources),
            vault.replica(),
            sources,
            sources,
            new TlsAdmin() {
              @Override
              public List<InUse> certificates() {
                return List.of(
                    new InUse(
                        "api",
                        "CN=vault",
                        List.of("DNS:vault.example", "IP:10.0.0.1"),
                        Instant.parse("2027-01-02T03:04:05Z"),
                        "1f",
                        Optional.of("the key is another one's")));
              }

              @Override
              public List<InUse> reload() {
                reloads.incrementAndGet();
                return certificates();
              }
            });
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void administratorsSeeWhatIsInUse() throws Exception {
    HttpResponse<String> answer = send("GET", "/admin/v1/tls", Optional.of(token));

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode api = JSON.readTree(answer.body()).path("certificates").path(0);
    assertThat(api.path("role").asText()).isEqualTo("api");
    assertThat(api.path("subject").asText()).isEqualTo("CN=vault");
    assertThat(api.path("names").path(1).asText()).isEqualTo("IP:10.0.0.1");
    assertThat(api.path("not_after").asText()).startsWith("2027-01-02T03:04:05");
    assertThat(api.path("serial").asText()).isEqualTo("1f");
    assertThat(api.path("problem").asText()).isEqualTo("the key is another one's");
    assertThat(reloads).hasValue(0);
  }

  @Test
  void administratorsHaveFilesReadAnew() throws Exception {
    assertThat(send("POST", "/admin/v1/tls/reload", Optional.of(token)).statusCode())
        .isEqualTo(200);
    assertThat(reloads).hasValue(1);
  }

  @Test
  void nobodyElseDoes() throws Exception {
    for (String path : List.of("/admin/v1/tls", "/admin/v1/tls/reload")) {
      String method = path.endsWith("reload") ? "POST" : "GET";
      assertThat(send(method, path, Optional.empty()).statusCode()).isEqualTo(401);
      assertThat(send(method, path, Optional.of("unknown")).statusCode()).isEqualTo(401);
    }
    assertThat(reloads).hasValue(0);
  }

  private HttpResponse<String> send(String method, String path, Optional<String> bearer)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, BodyPublishers.noBody());
    bearer.ifPresent(value -> request.header("Authorization", "Bearer " + value));
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
