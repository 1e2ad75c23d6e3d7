package io.craton.vault.node.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.node.configuration.Endpoint;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/// Requests to a node's admin address, for commands. Speaks to that address only, whatever proxies
/// the environment names.
final class AdminCalls {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  private static final int UNAVAILABLE = 503;

  private final Endpoint node;
  private final String refusal;

  /// @param refusal what a 401 means to whoever reads the command's errors
  AdminCalls(Endpoint node, String refusal) {
    this.node = isWildcard(node) ? new Endpoint("127.0.0.1", node.port()) : node;
    this.refusal = refusal;
  }

  private static boolean isWildcard(Endpoint endpoint) {
    return endpoint.host().equals("0.0.0.0") || endpoint.host().equals("::");
  }

  /// The answer to a question.
  JsonNode get(String path, SecretBytes key) throws StartFailure, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create("http://" + node + path)).GET(), key);
  }

  /// The answer to a request with a body.
  JsonNode post(String path, SecretBytes key, String body)
      throws StartFailure, InterruptedException {
    return send(path, key, Optional.of(body));
  }

  /// The answer to a request without a body.
  JsonNode post(String path, SecretBytes key) throws StartFailure, InterruptedException {
    return send(path, key, Optional.empty());
  }

  private JsonNode send(String path, SecretBytes key, Optional<String> body)
      throws StartFailure, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + node + path))
            .POST(body.map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody));
    if (body.isPresent()) {
      request.header("Content-Type", "application/json");
    }
    return send(request, key);
  }

  private JsonNode send(HttpRequest.Builder request, SecretBytes key)
      throws StartFailure, InterruptedException {
    request.timeout(ANSWER);
    try (HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(CONNECT)
            .build()) {
      request.header("Authorization", "Bearer " + key.decodeUtf8());
      return answer(client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    } catch (IllegalArgumentException e) {
      throw new StartFailure(ExitCode.USAGE, "the token has characters that no token has", e);
    } catch (IOException e) {
      throw new StartFailure(
          ExitCode.NODE_UNREACHABLE,
          "no node answers at " + node + "; start it, then try again",
          e);
    }
  }

  private JsonNode answer(HttpResponse<String> answer) throws StartFailure {
    JsonNode body = json(answer.body());
    String why =
        answer.statusCode() + " " + body.path("summary").asText(body.path("status").asText());
    return switch (answer.statusCode()) {
      case OK -> body;
      case UNAVAILABLE ->
          throw new StartFailure(
              ExitCode.TRY_AGAIN, "the node cannot do it now: " + why + "; try again");
      case UNAUTHORIZED -> throw new StartFailure(ExitCode.REFUSED, refusal);
      default -> throw new StartFailure(ExitCode.REFUSED, "the node refuses: " + why);
    };
  }

  /// Without the cause: its message quotes what was read, and that may hold a token.
  private static JsonNode json(String text) throws StartFailure {
    try {
      return JsonMapper.builder().build().readTree(text);
    } catch (JsonProcessingException e) {
      throw new StartFailure(
          ExitCode.NODE_UNREACHABLE,
          "what answers at the admin address is no node of Craton; check admin.port");
    }
  }
}
