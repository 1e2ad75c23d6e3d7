package io.craton.vault.node.chaos.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.IntFunction;

/// Calls of the nodes' admin listeners. Thread-safe.
public final class AdminCalls {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(6);
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final Duration HEALTH_LIMIT = Duration.ofSeconds(2);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final IntFunction<URI> endpoints;
  private volatile String token = "";

  AdminCalls(IntFunction<URI> endpoints) {
    this.endpoints = endpoints;
  }

  void use(String rootToken) {
    token = rootToken;
  }

  /// An answer.
  public record Answer(int http, JsonNode body) {
    public boolean success() {
      return http == 200;
    }
  }

  /// Whether `/health/` + `what` answers 200; false too when nothing answers.
  public boolean healthy(int node, String what) throws InterruptedException {
    try {
      return send(node, "/health/" + what, "", HEALTH_LIMIT).success();
    } catch (IOException e) {
      return false;
    }
  }

  /// What a path answers, if with 200.
  public JsonNode get(int node, String path) throws IOException, InterruptedException {
    Answer answer = send(node, path, "", LIMIT);
    if (!answer.success()) {
      throw new IOException("node" + node + path + ": " + answer);
    }
    return answer.body;
  }

  /// What a path answers to a post.
  public Answer post(int node, String path, String body) throws IOException, InterruptedException {
    return send(node, path, body, LIMIT);
  }

  /// The same for what takes long.
  public Answer postPatiently(int node, String path, String body)
      throws IOException, InterruptedException {
    return send(node, path, body, LONG);
  }

  private static JsonNode parse(String body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  private Answer send(int node, String path, String body, Duration limit)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoints.apply(node).resolve(path))
            .timeout(limit)
            .header("Authorization", "Bearer " + token);
    if (!body.isEmpty()) {
      request
          .header("Content-Type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofString(body));
    }
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(answer.statusCode(), parse(answer.body()));
  }
}
