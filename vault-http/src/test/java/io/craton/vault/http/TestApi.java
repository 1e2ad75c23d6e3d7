package io.craton.vault.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.measure.Tracer;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Authentication;
import io.craton.vault.core.service.CryptoService;
import io.craton.vault.core.service.ExportService;
import io.craton.vault.core.service.ItemLister;
import io.craton.vault.core.service.ItemReader;
import io.craton.vault.core.service.ItemWriter;
import io.craton.vault.core.service.KeyRules;
import io.craton.vault.core.service.Replica;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.service.Sources;
import io.craton.vault.core.service.TokenService;
import io.craton.vault.core.service.TransformService;
import io.craton.vault.core.testing.FakeHsm;
import io.craton.vault.core.testing.InMemoryVault;
import io.craton.vault.http.api.ApiServices;
import io.craton.vault.http.api.VaultApi;
import io.craton.vault.http.health.Health;
import io.craton.vault.http.openapi.OpenApiDocument;
import io.craton.vault.http.server.HttpSettings;
import io.craton.vault.http.server.RateLimiter;
import io.craton.vault.http.testing.ApiContract;
import io.craton.vault.http.testing.SentBodies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/// The API over an in-memory vault and a fake HSM, on a real socket.
///
/// Every answer has to be one that the API's own description has, and so does every request that is
/// accepted: a test in which one is not fails.
final class TestApi implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int OK = 200;

  /// By document: there is one, and compiling it for every test would take longer than the tests.
  private static final Map<String, ApiContract> CONTRACTS = new ConcurrentHashMap<>();

  final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  final Sources sources = new Sources(this::now, TestApi::random);
  final FakeHsm hsm = new FakeHsm();
  final InMemoryVault vault;
  final String token;
  final VaultHttpServer server;
  final ApiContract contract;
  final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  TestApi(HttpSettings settings) {
    this(settings, Optional.empty());
  }

  TestApi(HttpSettings settings, Optional<RateLimiter> limiter) {
    try {
      vault = InMemoryVault.withKek(hsm, sources);
      token = vault.mintRoot(sources);
    } catch (RequestRefused | Unavailable e) {
      throw new IllegalStateException(e);
    }
    Health well = new Health(true, Optional.empty(), List.of());
    server = VaultHttpServer.start(settings, services(), sources, () -> well, Tracer.NONE, limiter);
    byte[] document = OpenApiDocument.of(VaultApi.endpoints(services()), "development");
    contract =
        CONTRACTS.computeIfAbsent(new String(document, StandardCharsets.UTF_8), ApiContract::new);
  }

  static TestApi start() {
    return new TestApi(HttpSettings.plainHttp("127.0.0.1", 0));
  }

  ApiServices services() {
    Replica replica = vault.replica();
    return new ApiServices(
        new Authentication(replica, sources),
        new ItemReader(replica, hsm.ports(), sources, Set.of(StateName.ACTIVE)),
        new ItemWriter(replica, hsm.ports(), sources),
        new ItemLister(replica, sources),
        new CryptoService(replica, hsm.ports(), sources),
        new TokenService(replica, hsm.ports(), sources),
        new TransformService(replica, hsm.ports(), sources),
        new ExportService(replica, hsm.ports(), sources),
        new KeyRules(replica, sources),
        sources);
  }

  /// How many keys the HSM holds.
  int hsmKeys() {
    return hsm.keys().size();
  }

  Instant now() {
    return Instant.now().plus(ahead.get());
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  /// An answer.
  record Reply(HttpResponse<String> http, JsonNode body) {
    int code() {
      return http.statusCode();
    }

    String status() {
      return body.path("status").asText();
    }

    JsonNode result() {
      return body.get("result");
    }

    JsonNode version() {
      return result().path("item_versions").path(0);
    }

    /// `code source` of the first validation error.
    String firstError() {
      JsonNode error = result().path("errors").path(0);
      return error.path("code").asText() + " " + error.path("source").asText();
    }

    String header(String name) {
      return http.headers().firstValue(name).orElse("");
    }
  }

  /// Posts with the root token. Single quotes in `json` stand for double ones.
  Reply post(String path, String json) {
    return send(request(path, json.replace('\'', '"')));
  }

  /// As [#post], and requires success.
  JsonNode ok(String path, String json) {
    Reply reply = post(path, json);
    if (reply.code() != 200) {
      throw new AssertionError(path + " gave " + reply.http().body());
    }
    return reply.result();
  }

  HttpRequest.Builder request(String path, String json) {
    return HttpRequest.newBuilder(uri(path))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(json, StandardCharsets.UTF_8));
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  Reply send(HttpRequest.Builder builder) {
    HttpRequest request = builder.build();
    HttpResponse<String> response = sendRaw(request);
    if (request.method().equals("POST") && response.statusCode() == OK) {
      contract.checkAccepted(request.uri().getRawPath(), SentBodies.text(request));
    }
    try {
      return new Reply(response, JSON.readTree(response.body()));
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + response.body(), e);
    }
  }

  /// As [#send(HttpRequest.Builder)], for answers that may be no JSON.
  HttpResponse<String> sendRaw(HttpRequest request) {
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      contract.checkAnswer(request.method(), request.uri().getRawPath(), received(response));
      return response;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static ApiContract.Received received(HttpResponse<String> response) {
    return new ApiContract.Received(
        response.statusCode(),
        response.headers().map().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().getFirst())),
        response.body());
  }

  /// The id of a new secret.
  String secret(String value) {
    return ok("/v2/secret/store", "{'secret':'" + value + "'}").get("id").asText();
  }

  /// The id of a new key.
  String key(String type, String purpose, String algorithm) {
    return ok(
            "/v2/key/generate",
            "{'type':'%s','purpose':'%s','algorithm':'%s'}".formatted(type, purpose, algorithm))
        .get("id")
        .asText();
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
