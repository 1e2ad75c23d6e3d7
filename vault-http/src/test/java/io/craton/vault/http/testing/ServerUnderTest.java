package io.craton.vault.http.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A server, or several that serve the same, asked in turn. For one thread.
public final class ServerUnderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final HttpClient client;
  private final List<URI> endpoints;
  private final String token;
  private int turn;

  /// @param token sent with every request that has no Authorization of its own
  public ServerUnderTest(HttpClient client, List<URI> endpoints, String token) {
    this.client = client;
    this.endpoints = List.copyOf(endpoints);
    this.token = token;
  }

  /// One request to the next server.
  ApiContract.Received send(String method, String path, Map<String, String> headers, byte[] body)
      throws IOException, InterruptedException {
    URI endpoint = endpoints.get(turn++ % endpoints.size());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint.resolve(path))
            .timeout(PATIENCE)
            .method(method, BodyPublishers.ofByteArray(body))
            .setHeader("Content-Type", "application/json")
            .setHeader("Authorization", "Bearer " + token);
    headers.forEach(request::setHeader);
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    return new ApiContract.Received(
        response.statusCode(),
        response.headers().map().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().getFirst())),
        response.body());
  }

  /// The document that the server describes itself with.
  public ApiContract contract() throws IOException, InterruptedException {
    ApiContract.Received answer = send("GET", "/openapi.json", Map.of(), new byte[0]);
    if (answer.code() != 200) {
      throw new AssertionError("/openapi.json answered " + answer.code());
    }
    return new ApiContract(answer.body());
  }
}
