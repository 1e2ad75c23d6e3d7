package io.craton.vault.http.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Headers and path parameters of the document.
final class Parameters {
  private static final String REQUEST_ID = "^prq_[a-z2-7]{32}$";

  private Parameters() {}

  /// The parameters that operations refer to.
  static ObjectNode all() {
    ObjectNode all = Json.object();
    add(
            all,
            "RetriedRequestIds",
            "header",
            "X-Pangea-Retried-Request-Ids",
            "The request ids of earlier attempts at this request, with commas. If one of them did"
                + " its work, its outcome is answered and nothing is done again. At most eight are"
                + " looked at; what is no request id is ignored.")
        .put("type", "string");
    add(
            all,
            "IdempotencyKey",
            "header",
            "Idempotency-Key",
            "Any text that the caller makes up for this request and repeats with each attempt at"
                + " it. The same key with another request is refused.")
        .put("type", "string")
        .put("pattern", "^[!-~]{1,255}$");
    add(all, "RequestId", "path", "request_id", "The id of an earlier request.")
        .put("type", "string")
        .put("pattern", REQUEST_ID);
    add(all, "DocsFile", "path", "file", "The name of the file.")
        .put("type", "string")
        .set("enum", Json.strings(Viewer.names()));
    return all;
  }

  /// The headers that answers refer to.
  static ObjectNode headers() {
    ObjectNode headers = Json.object();
    headers.set(
        "RequestId",
        Responses.header(
            "Names the request; the vault's log has it too.",
            Json.typed("string").put("pattern", REQUEST_ID),
            true));
    return headers;
  }

  /// What every operation of the vault takes.
  static ArrayNode ofOperations() {
    return only("RetriedRequestIds", "IdempotencyKey");
  }

  /// References to parameters.
  static ArrayNode only(String... names) {
    ArrayNode references = Json.object().arrayNode();
    for (String name : names) {
      references.add(Json.ref("parameters", name));
    }
    return references;
  }

  /// Adds a parameter and returns its schema.
  private static ObjectNode add(
      ObjectNode all, String key, String place, String name, String description) {
    ObjectNode parameter = all.putObject(key).put("name", name).put("in", place);
    parameter.put("required", place.equals("path")).put("description", description);
    return parameter.putObject("schema");
  }
}
