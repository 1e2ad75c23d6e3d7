package io.craton.vault.http.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.http.result.ResultSchema;
import io.craton.vault.http.wire.Status;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The answers that operations may give, by HTTP code.
final class Responses {
  private static final String JSON = "application/json";

  /// Answers to what never gets to an operation: any request may get them.
  private static final Map<Integer, String> OF_ALL =
      Map.of(
          400, "BadRequest",
          414, "PathTooLong",
          431, "HeadersTooLarge",
          500, "InternalError",
          503, "Unavailable");

  /// What a body that is posted may lead to besides.
  private static final Map<Integer, String> OF_OPERATIONS =
      Map.of(
          401, "Unauthorized",
          403, "Forbidden",
          404, "ItemNotFound",
          408, "BodyTooSlow",
          413, "BodyTooLarge",
          429, "TooManyRequests",
          502, "HsmFailed");

  private final Envelopes envelopes;
  private final ObjectNode components;

  /// @param components gets the answers that operations share
  Responses(Envelopes envelopes, ObjectNode components) {
    this.envelopes = envelopes;
    this.components = components;
    shared("BadRequest", envelopes.invalid(), "The request was not understood: " + hint());
    shared(
            "Unauthorized",
            envelopes.error(Status.UNAUTHORIZED),
            "There is no token, the vault does not know it, or it does not permit this.")
        .withObject("/headers")
        .set("WWW-Authenticate", header("Always Bearer.", Json.typed("string"), true));
    shared(
        "Forbidden",
        envelopes.error(Status.FORBIDDEN_VAULT_OPERATION),
        "The item exists, but its type, purpose or state forbids this.");
    shared(
        "ItemNotFound",
        envelopes.error(Status.VAULT_ITEM_NOT_FOUND),
        "No item has this id, or no version this number; or the token may not see the item.");
    shared("PathNotFound", envelopes.error(Status.NOT_FOUND), "There is nothing at this path.");
    shared(
            "MethodNotAllowed",
            envelopes.error(Status.NOT_FOUND),
            "The path exists for another method; the vault has not looked at the request.")
        .withObject("/headers")
        .set("Allow", header("The method to use.", Json.typed("string"), true));
    shared("BodyTooSlow", envelopes.invalid(), "The body did not arrive in time.");
    shared("BodyTooLarge", envelopes.invalid(), "The body has more than 10 MiB.");
    shared("PathTooLong", envelopes.invalid(), "The request line is too long.");
    shared("HeadersTooLarge", envelopes.invalid(), "The headers have more than 16 KiB.");
    shared(
        "InternalError",
        envelopes.error(Status.INTERNAL_ERROR),
        "A fault of the vault; its log has the cause under the request id.");
    retryable(
        "TooManyRequests",
        envelopes.error(Status.TOO_MANY_REQUESTS),
        "The token has made more requests than this node lets it make. Nothing was done. Nodes"
            + " limit only where their configuration says so.");
    retryable(
        "HsmFailed",
        envelopes.error(Status.PROVIDER_ERROR),
        "The HSM refused or failed, or does not hold the key. Try again later.");
    retryable(
        "Unavailable",
        envelopes.error(Status.SERVICE_NOT_AVAILABLE),
        "The vault cannot do it now: no majority of its nodes, no HSM, or too much to do. Try"
            + " again, on this or another node, and name this attempt in"
            + " X-Pangea-Retried-Request-Ids.");
  }

  private static String hint() {
    return "malformed HTTP or JSON, or fields that are missing, unknown or wrong. Nothing was"
        + " done.";
  }

  /// Of an operation with that result.
  ObjectNode ofOperation(String description, ResultSchema result) {
    Map<Integer, String> others = new TreeMap<>(OF_ALL);
    others.putAll(OF_OPERATIONS);
    ObjectNode responses = Json.object();
    responses.set("200", content(JSON, envelopes.success(result), description));
    return with(responses, others);
  }

  /// Of a path that answers with a file.
  ///
  /// @param others the names of further answers by HTTP code
  ObjectNode ofFile(
      List<String> types, String description, Map<Integer, String> others, boolean json) {
    ObjectNode ok = Json.object().put("description", description);
    ok.set("headers", headers());
    ObjectNode content = ok.putObject("content");
    types.forEach(
        type -> content.putObject(type).set("schema", Json.typed(json ? "object" : "string")));
    ObjectNode responses = Json.object();
    responses.set("200", ok);
    return ofNothing(responses, others);
  }

  /// Of a path that never succeeds, or whose success is in `responses`.
  ObjectNode ofNothing(ObjectNode responses, Map<Integer, String> others) {
    Map<Integer, String> all = new TreeMap<>(OF_ALL);
    all.putAll(others);
    return with(responses, all);
  }

  private static ObjectNode with(ObjectNode responses, Map<Integer, String> others) {
    others.forEach(
        (code, name) -> responses.set(Integer.toString(code), Json.ref("responses", name)));
    return responses;
  }

  private ObjectNode shared(String name, ObjectNode schema, String description) {
    ObjectNode response = content(JSON, schema, description);
    components.set(name, response);
    return response;
  }

  private void retryable(String name, ObjectNode schema, String description) {
    ObjectNode seconds = Json.typed("integer").put("minimum", 1);
    shared(name, schema, description)
        .withObject("/headers")
        .set("Retry-After", header("After how many seconds to try again.", seconds, true));
  }

  private static ObjectNode content(String type, ObjectNode schema, String description) {
    ObjectNode response = Json.object().put("description", description);
    response.set("headers", headers());
    response.putObject("content").putObject(type).set("schema", schema);
    return response;
  }

  private static ObjectNode headers() {
    ObjectNode headers = Json.object();
    headers.set("X-Request-Id", Json.ref("headers", "RequestId"));
    return headers;
  }

  static ObjectNode header(String description, ObjectNode schema, boolean always) {
    ObjectNode header = Json.object().put("description", description).put("required", always);
    header.set("schema", schema);
    return header;
  }
}
