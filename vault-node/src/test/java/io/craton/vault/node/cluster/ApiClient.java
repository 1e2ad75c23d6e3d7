package io.craton.vault.node.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;

/// A client of the public API as an application would have one: it tries the nodes in turn, and a
/// repeated attempt names the earlier ones, so that the vault does nothing twice. Thread-safe.
final class ApiClient {
  static final ObjectMapper JSON = new ObjectMapper();

  /// As many earlier request ids as the vault accepts.
  private static final int NAMED_ATTEMPTS = 8;

  private static final Duration CALL_LIMIT = Duration.ofSeconds(60);
  private static final Duration ATTEMPT_LIMIT = Duration.ofSeconds(27);
  private static final Duration PAUSE = Duration.ofMillis(30);

  private final HttpClient http;
  private final List<URI> endpoints;
  private final String token;
  private final Duration attemptLimit;
  private final Observer observer;
  private final AtomicInteger turn = new AtomicInteger();

  /// Is told of every attempt.
  interface Observer {
    Observer NOBODY = outcome -> {};

    /// One has ended.
    ///
    /// @param outcome the answer, or the exception that came in its place
    void ended(Attempt outcome);
  }

  /// One attempt of a call. Times are those of [System#nanoTime()].
  record Attempt(
      String path,
      long began,
      long ended,
      Optional<ApiAnswer> answer,
      Optional<IOException> failure) {}

  ApiClient(SSLContext tls, List<URI> endpoints, String token) {
    this(
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(tls)
            .connectTimeout(Duration.ofSeconds(3))
            .build(),
        endpoints,
        token,
        ATTEMPT_LIMIT,
        Observer.NOBODY);
  }

  private ApiClient(
      HttpClient http,
      List<URI> endpoints,
      String token,
      Duration attemptLimit,
      Observer observer) {
    this.http = http;
    this.endpoints = List.copyOf(endpoints);
    this.token = token;
    this.attemptLimit = attemptLimit;
    this.observer = observer;
  }

  /// The same client, which tells of its attempts.
  ApiClient observedBy(Observer told) {
    return new ApiClient(http, endpoints, token, attemptLimit, told);
  }

  /// The same client with a deadline for each attempt.
  ApiClient within(Duration limit) {
    return new ApiClient(http, endpoints, token, limit, observer);
  }

  /// The same client with another token.
  ApiClient as(String other) {
    return new ApiClient(http, endpoints, other, attemptLimit, observer);
  }

  /// The same client for only one node, counted from 1.
  ApiClient at(int node) {
    return new ApiClient(http, List.of(endpoints.get(node - 1)), token, attemptLimit, observer);
  }

  /// Calls `/v2/` + `path` until there is an answer that is not worth a retry.
  ///
  /// @param body JSON with `'` for `"`, and `%s` for the arguments
  /// @throws IOException when there is none within a minute
  ApiAnswer call(String path, String body, Object... arguments)
      throws IOException, InterruptedException {
    String json = json(body, arguments);
    String key = UUID.randomUUID().toString();
    Deque<String> earlier = new ArrayDeque<>();
    long deadline = System.nanoTime() + CALL_LIMIT.toNanos();
    IOException last = new IOException("no attempt");
    while (System.nanoTime() < deadline) {
      try {
        ApiAnswer answer = attempt(path, json, key, earlier);
        if (!answer.retryable()) {
          return answer;
        }
        answer.requestId().ifPresent(earlier::addLast);
        if (earlier.size() > NAMED_ATTEMPTS) {
          earlier.removeFirst();
        }
        last = new IOException("last answer: " + answer);
      } catch (IOException e) {
        last = e;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    throw new IOException(path + " was not answered within " + CALL_LIMIT, last);
  }

  /// One attempt on the next node, whatever comes of it.
  ApiAnswer once(String path, String body, Object... arguments)
      throws IOException, InterruptedException {
    return attempt(path, json(body, arguments), UUID.randomUUID().toString(), new ArrayDeque<>());
  }

  /// What a node, counted from 1, says about its readiness on the port of the API.
  String health(int node) throws IOException, InterruptedException {
    URI ready = endpoints.get(node - 1).resolve("/health/ready");
    return http.send(
            HttpRequest.newBuilder(ready).timeout(attemptLimit).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /// One attempt with any bytes as the body.
  ApiAnswer raw(String path, byte[] body) throws IOException, InterruptedException {
    URI target = endpoints.getFirst().resolve(path);
    return send(request(target).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build());
  }

  private ApiAnswer attempt(String path, String json, String key, Deque<String> earlier)
      throws IOException, InterruptedException {
    URI endpoint = endpoints.get(Math.floorMod(turn.getAndIncrement(), endpoints.size()));
    HttpRequest.Builder request =
        request(endpoint.resolve("/v2/" + path))
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(json));
    if (!earlier.isEmpty()) {
      request.header("X-Pangea-Retried-Request-Ids", String.join(",", earlier));
    }
    long began = System.nanoTime();
    try {
      ApiAnswer answer = send(request.build());
      observer.ended(
          new Attempt(path, began, System.nanoTime(), Optional.of(answer), Optional.empty()));
      return answer;
    } catch (IOException e) {
      observer.ended(new Attempt(path, began, System.nanoTime(), Optional.empty(), Optional.of(e)));
      throw e;
    }
  }

  private HttpRequest.Builder request(URI target) {
    return HttpRequest.newBuilder(target)
        .timeout(attemptLimit)
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json");
  }

  private ApiAnswer send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    JsonNode envelope = parse(response.body());
    return new ApiAnswer(
        response.statusCode(),
        envelope.path("status").asText(""),
        envelope.path("result"),
        response.headers().firstValue("X-Request-Id"),
        response.headers().firstValue("Retry-After"),
        response.body());
  }

  private static JsonNode parse(String body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  private static String json(String body, Object... arguments) {
    return body.replace('\'', '"').formatted(arguments);
  }
}
