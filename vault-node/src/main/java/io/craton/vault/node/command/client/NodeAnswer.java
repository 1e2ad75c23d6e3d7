package io.craton.vault.node.command.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.time.Duration;

/// What a node answered.
///
/// @param node which one
/// @param retryAfter when it wants to be asked again; zero when it does not say
public record NodeAnswer(Address node, int code, String body, Duration retryAfter) {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int TOO_MANY = 429;
  private static final int BAD_GATEWAY = 502;
  private static final int UNAVAILABLE = 503;

  /// Whether another node, or this one later, may answer otherwise.
  boolean passing() {
    return code == UNAVAILABLE || code == TOO_MANY || (code == BAD_GATEWAY && !retryAfter.isZero());
  }

  /// The body as JSON.
  ///
  /// @throws StartFailure when it is none, without the cause: its message quotes what was read, and
  ///   that may hold a token
  public JsonNode json() throws StartFailure {
    try {
      JsonNode json = MAPPER.readTree(body);
      if (json.isObject()) {
        return json;
      }
    } catch (JsonProcessingException e) {
      // Told below, without what it quotes.
    }
    throw new StartFailure(
        ExitCode.NODE_UNREACHABLE,
        "what answers at " + node + " is no node of Craton; check the address and the port");
  }

  /// Without the body, which may hold a secret.
  @Override
  public String toString() {
    return "NodeAnswer[" + node + ", " + code + "]";
  }
}
