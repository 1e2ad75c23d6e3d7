package io.craton.vault.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Authentication;
import io.craton.vault.core.service.CryptoService;
import io.craton.vault.core.service.ItemLister;
import io.craton.vault.core.service.ItemReader;
import io.craton.vault.core.service.ItemWriter;
import io.craton.vault.core.service.Replica;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.service.Sources;
import io.craton.vault.core.testing.FakeHsm;
import io.craton.vault.core.testing.InMemoryVault;
import io.craton.vault.http.api.ApiServices;
import io.craton.vault.http.server.HttpSettings;
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
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/// The API over an in-memory vault and a fake HSM, on a real socket.
final class TestApi implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SecureRandom RANDOM = new SecureRandom();

  final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  final Sources sources = new Sources(this::now, TestApi::random);
  final FakeHsm hsm = new FakeHsm();
  final InMemoryVault vault;
  final String token;
  final VaultHttpServer server;
  final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  TestApi(HttpSettings settings) {
    try {
      vault = InMemoryVault.withKek(hsm, sources);
      token = vault.mintRoot(sources);
    } catch (RequestRefused | Unavailable e) {
      throw new IllegalStateException(e);
    }
    server = VaultHttpServer.start(settings, services());
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
        sources);
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

  Reply send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      return new Reply(response, JSON.readTree(response.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
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
