package io.craton.vault.node.command.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.util.Optional;
import java.util.UUID;

/// The public API, through whichever node answers. What the vault refuses becomes a [StartFailure]
/// that says why in the vault's own words.
public final class Vault implements AutoCloseable {
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;
  private static final int TOO_MANY = 429;
  private static final int FAULT = 500;
  private static final int BAD_GATEWAY = 502;
  private static final int UNAVAILABLE = 503;

  private final NodeClient client;
  private final SecretBytes token;

  /// @param token is erased when this is closed
  Vault(NodeClient client, SecretBytes token) {
    this.client = client;
    this.token = token;
  }

  /// The result of a request that changes nothing.
  public JsonNode read(String path, ObjectNode body) throws StartFailure, InterruptedException {
    return call(path, body, new NodeRequest.Repetition.Harmless());
  }

  /// The result of a request that changes something. It carries an `Idempotency-Key`, so that it
  /// happens once even if the command has to ask a second node.
  public JsonNode write(String path, ObjectNode body) throws StartFailure, InterruptedException {
    String key = UUID.randomUUID().toString();
    return call(path, body, new NodeRequest.Repetition.Recognised(key));
  }

  private JsonNode call(String path, ObjectNode body, NodeRequest.Repetition repetition)
      throws StartFailure, InterruptedException {
    NodeRequest request = new NodeRequest("POST", path, Optional.of(body.toString()), repetition);
    NodeAnswer answer = client.send(request, token);
    JsonNode envelope = answer.json();
    if (answer.code() == OK && envelope.path("result").isObject()) {
      return envelope.path("result");
    }
    throw refusal(answer, envelope);
  }

  private static StartFailure refusal(NodeAnswer answer, JsonNode envelope) {
    String said = envelope.path("summary").asText();
    String status = envelope.path("status").asText();
    if (status.isEmpty()) {
      return new StartFailure(
          ExitCode.NODE_UNREACHABLE,
          "what answers at " + answer.node() + " is no vault; check the address and the port");
    }
    if (status.equals("VaultItemNotFound")) {
      return new StartFailure(ExitCode.NOT_FOUND, said);
    }
    return switch (answer.code()) {
      case UNAUTHORIZED ->
          new StartFailure(
              ExitCode.REFUSED, "the token is not accepted, or does not allow this on the item");
      case UNAVAILABLE, BAD_GATEWAY, TOO_MANY ->
          new StartFailure(
              ExitCode.TRY_AGAIN,
              "the vault cannot do it now: " + answer.code() + " " + said + "; try again");
      case FAULT ->
          new StartFailure(
              ExitCode.REFUSED,
              answer.node()
                  + " met a fault; its log has it under "
                  + envelope.path("request_id").asText());
      case BAD_REQUEST -> new StartFailure(ExitCode.REFUSED, invalid(said, envelope));
      default -> new StartFailure(ExitCode.REFUSED, "the vault refuses: " + status + ": " + said);
    };
  }

  /// Each error with the field that it is about.
  private static String invalid(String said, JsonNode envelope) {
    StringBuilder all = new StringBuilder();
    for (JsonNode error : envelope.path("result").path("errors")) {
      all.append(all.isEmpty() ? "" : "; ");
      String source = error.path("source").asText();
      if (source.length() > 1) {
        all.append(source.substring(1)).append(": ");
      }
      all.append(error.path("detail").asText());
    }
    return "the vault refuses: " + (all.isEmpty() ? said : all);
  }

  @Override
  public void close() {
    client.close();
    token.close();
  }
}
