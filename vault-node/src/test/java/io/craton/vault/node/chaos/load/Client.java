package io.craton.vault.node.chaos.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.craton.vault.node.chaos.world.ChaosCluster;
import io.craton.vault.node.cluster.Tls;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/// Makes calls of the API. A change is tried on up to three nodes, and each attempt names the
/// earlier ones, as SDKs do, so that it must not happen twice. Thread-safe.
final class Client {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final int ATTEMPTS = 3;
  private static final int PATIENCE = 10;

  /// A little longer than the nodes take to give up.
  private static final Duration LIMIT = Duration.ofSeconds(6);

  private final HttpClient http;
  private final ChaosCluster cluster;
  private final Recorder recorder;

  Client(ChaosCluster cluster, Recorder recorder) throws IOException {
    this.cluster = cluster;
    this.recorder = recorder;
    try {
      http =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .sslContext(Tls.trusting(cluster.caFile()))
              .connectTimeout(Duration.ofSeconds(2))
              .build();
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /// An answer that is not one to come again after.
  ///
  /// @param status of the envelope
  record Answer(int node, int http, String status, JsonNode result, String text) {
    boolean success() {
      return http == 200 && status.equals("Success");
    }

    boolean notFound() {
      return status.equals("VaultItemNotFound");
    }

    boolean forbidden() {
      return status.equals("ForbiddenVaultOperation");
    }
  }

  private record Attempt(Optional<Answer> answer, Optional<String> requestId) {}

  /// Any member, whether it runs or not.
  int anyNode(Random random) {
    List<Integer> members = cluster.members();
    return members.get(random.nextInt(members.size()));
  }

  /// One attempt with the root token; nothing when nothing is known by it.
  Optional<Answer> read(int node, String path, String body) throws InterruptedException {
    return attempt(node, path, body, cluster.rootToken(), "", List.of()).answer;
  }

  /// The same, again and again for some time, when all should be well.
  Optional<Answer> readPatiently(int node, String path, String body) throws InterruptedException {
    Optional<Answer> answer = Optional.empty();
    for (int tried = 0; tried < PATIENCE && answer.isEmpty(); tried++) {
      answer = read(node, path, body);
    }
    return answer;
  }

  /// The same with another token.
  Optional<Answer> readAs(String token, int node, String path, String body)
      throws InterruptedException {
    return attempt(node, path, body, token, "", List.of()).answer;
  }

  /// A change; nothing when it is not known whether it has happened or will.
  Optional<Answer> change(int first, Random random, String path, String body)
      throws InterruptedException {
    String key = UUID.randomUUID().toString();
    List<String> earlier = new ArrayList<>();
    int node = first;
    for (int tried = 1; ; tried++) {
      Attempt attempt = attempt(node, path, body, cluster.rootToken(), key, earlier);
      if (attempt.answer.isPresent() || tried == ATTEMPTS) {
        return attempt.answer;
      }
      recorder.attemptFailed();
      attempt.requestId.ifPresent(earlier::add);
      node = anyNode(random);
    }
  }

  private Attempt attempt(
      int node, String path, String body, String token, String key, List<String> earlier)
      throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(cluster.api(node).resolve("/v2/" + path))
            .timeout(LIMIT)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
    if (!key.isEmpty()) {
      request.header("Idempotency-Key", key);
    }
    if (!earlier.isEmpty()) {
      request.header("X-Pangea-Retried-Request-Ids", String.join(",", earlier));
    }
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      Optional<String> requestId = response.headers().firstValue("X-Request-Id");
      int code = response.statusCode();
      if (code == 502 || code == 503 || code == 504) {
        return new Attempt(Optional.empty(), requestId);
      }
      JsonNode envelope = JSON.readTree(response.body());
      String status = envelope.path("status").asText("");
      return new Attempt(
          Optional.of(new Answer(node, code, status, envelope.path("result"), response.body())),
          requestId);
    } catch (IOException e) {
      return new Attempt(Optional.empty(), Optional.empty());
    }
  }
}
