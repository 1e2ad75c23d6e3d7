package io.craton.vault.node.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// A client of one node's admin listener. Thread-safe.
final class AdminClient {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration HEALTH_LIMIT = Duration.ofSeconds(2);

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final URI endpoint;

  AdminClient(int port) {
    endpoint = URI.create("http://127.0.0.1:" + port);
  }

  /// Whether `/health/` + `what` answers 200; false too when nothing answers.
  boolean healthy(String what) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint.resolve("/health/" + what)).timeout(HEALTH_LIMIT).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /// The port of the listener.
  int port() {
    return endpoint.getPort();
  }

  /// What Prometheus would get.
  String metrics() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint.resolve("/metrics")).timeout(LIMIT).build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(response.uri() + ": " + response.statusCode());
    }
    return response.body();
  }

  /// What `/health/` + `what` says, whatever it is; nothing when nothing answers.
  JsonNode health(String what) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint.resolve("/health/" + what)).timeout(HEALTH_LIMIT).build();
    try {
      return ApiClient.JSON.readTree(
          http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  /// The JSON that a path answers with, if with 200.
  JsonNode get(String path, String token) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(endpoint.resolve(path)).GET(), token);
  }

  /// The JSON that a path answers a post with, if with 200.
  JsonNode post(String path, String body, String token) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(endpoint.resolve(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)),
        token);
  }

  private JsonNode send(HttpRequest.Builder request, String token)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            request.timeout(LIMIT).header("Authorization", "Bearer " + token).build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(response.uri() + ": " + response.statusCode() + " " + response.body());
    }
    return ApiClient.JSON.readTree(response.body());
  }
}
