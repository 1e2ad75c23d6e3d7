package io.craton.vault.http.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.http.api.Endpoint;
import io.craton.vault.http.api.Page;
import io.craton.vault.http.api.Pages;
import io.craton.vault.http.request.RequestSchema;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The OpenAPI 3.1 document of the public API.
///
/// For every [Endpoint] it says what the table of its request, its [Page] and the tables of the
/// answers say, and nothing else: a request that the vault accepts is valid by the document, and so
/// is every answer.
public final class OpenApiDocument {
  private static final String DESCRIPTION =
      """
      Secrets and keys as versioned items, with cryptography inside an HSM. Every node serves every \
      request. The operations, their fields and their answers are those of Pangea Vault v2, so its \
      published SDKs work with this server.

      **Requests.** One JSON object is posted to the path of the operation. `null` counts as absent \
      for every field that is not required. Fields that are not described are refused. Query \
      parameters are ignored.

      **Answers.** Every answer is a JSON object with the same six members, whatever happened; \
      `status` says how it went. The header X-Request-Id names the request in the server's log. \
      Later versions may add members to results: ignore those that you do not know. An unknown path \
      is answered with 404 and NotFound, another method than the described one with 405.

      **Retries.** Repeat a request after 500, 502, 503 or a broken connection, and name the \
      earlier attempts in X-Pangea-Retried-Request-Ids or send the same Idempotency-Key: within 15 \
      minutes the vault then does nothing twice, through whichever node.

      **Times** are RFC 3339. **Durations** are a positive number and a unit: s, m, h, d, w, M, y \
      or their names, such as `90d` or `2 months`. **Bytes** are base64 with padding.\
      """;

  private final ObjectNode root = Json.object();
  private final ObjectNode paths;
  private final ObjectNode requests;
  private final Map<RequestSchema, String> named = new HashMap<>();
  private final Responses responses;

  private OpenApiDocument(String version) {
    root.put("openapi", "3.1.0");
    ObjectNode info = root.putObject("info");
    info.put("title", "Craton vault").put("version", version).put("description", DESCRIPTION);
    info.putObject("license").put("name", "Apache-2.0").put("identifier", "Apache-2.0");
    root.putArray("servers")
        .addObject()
        .put("url", "/")
        .put("description", "The node that this document is from.");
    root.putArray("security").addObject().putArray("token");
    ArrayNode tags = root.putArray("tags");
    for (Page.Group group : Page.Group.values()) {
      tags.addObject().put("name", group.title()).put("description", group.description());
    }
    tags.addObject().put("name", "Service").put("description", "About the API itself.");
    paths = root.putObject("paths");
    ObjectNode components = root.putObject("components");
    components
        .putObject("securitySchemes")
        .putObject("token")
        .put("type", "http")
        .put("scheme", "bearer")
        .put("description", "A token of the vault, in the header Authorization.");
    components.set("headers", Parameters.headers());
    components.set("parameters", Parameters.all());
    requests = components.putObject("schemas");
    responses =
        new Responses(
            new Envelopes(new ResultSchemas(requests)), components.putObject("responses"));
  }

  /// The document of these endpoints and of the service's own paths, as UTF-8.
  ///
  /// @param version of the software that serves them
  public static byte[] of(List<Endpoint> endpoints, String version) {
    OpenApiDocument document = new OpenApiDocument(version);
    endpoints.forEach(document::operation);
    document.service();
    return document.root.toPrettyString().getBytes(StandardCharsets.UTF_8);
  }

  private void operation(Endpoint endpoint) {
    Page page = Pages.of(endpoint.path());
    String id = OperationNames.id(endpoint.path());
    boolean legacy = page.group() == Page.Group.LEGACY;
    String schema = request(endpoint, legacy);
    ObjectNode operation = paths.putObject(endpoint.path()).putObject("post");
    head(operation, id, page.group().title(), page.title(), page.description());
    if (legacy) {
      operation.put("deprecated", true);
    }
    operation.set("parameters", Parameters.ofOperations());
    ObjectNode body = operation.putObject("requestBody").put("required", true);
    body.put("description", "The operation's fields as one JSON object, of 10 MiB at most.");
    ObjectNode media = body.putObject("content").putObject("application/json");
    media.set("schema", Json.ref("schemas", schema));
    ObjectNode examples = media.putObject("examples");
    page.examples()
        .forEach((title, example) ->
            examples
                .putObject(title.replace(' ', '-'))
                .put("summary", title)
                .set("value", Json.parse(example.replace('\'', '"'))));
    operation.set("responses", responses.ofOperation(endpoint.summary() + ".", page.result()));
  }

  /// The name of the schema of what is sent; an older path shares that of the newer one.
  private String request(Endpoint endpoint, boolean shared) {
    String shareable = named.get(endpoint.schema());
    if (shared && shareable != null) {
      return shareable;
    }
    String name = OperationNames.request(OperationNames.id(endpoint.path()));
    requests.set(
        name,
        new RequestSchemas(requests)
            .of(endpoint.schema())
            .put("description", "What is sent to " + endpoint.path() + "."));
    named.put(endpoint.schema(), name);
    return name;
  }

  private void service() {
    ObjectNode poll = paths.putObject(ServicePaths.REQUEST).putObject("get");
    head(
        poll,
        "getRequest",
        "Service",
        "Ask for a deferred answer",
        "Here for SDKs that poll. This server answers every request at once and defers none, so"
            + " there is never anything to be found.");
    poll.set("parameters", Parameters.only("RequestId"));
    poll.set(
        "responses",
        responses.ofNothing(Json.object(), Map.of(401, "Unauthorized", 404, "PathNotFound")));

    ObjectNode document = open(ServicePaths.DOCUMENT, "getOpenApi", "Read this document");
    document.put("description", "The OpenAPI document of the API. Needs no token.");
    document.set(
        "responses",
        responses.ofFile(List.of("application/json"), "This document.", Map.of(), true));

    ObjectNode page = open(ServicePaths.DOCS, "getDocs", "Read the documentation");
    page.put("description", "A page that shows this document in a browser. Needs no token.");
    page.set("responses", responses.ofFile(List.of("text/html"), "The page.", Map.of(), false));

    ObjectNode file = open(ServicePaths.DOCS_FILE, "getDocsFile", "Read a file of the page");
    file.put("description", "What the page consists of. Needs no token.");
    file.set("parameters", Parameters.only("DocsFile"));
    file.set(
        "responses",
        responses.ofFile(Viewer.types(), "The file.", Map.of(404, "PathNotFound"), false));
  }

  private ObjectNode open(String path, String id, String title) {
    ObjectNode operation = paths.putObject(path).putObject("get");
    head(operation, id, "Service", title, "");
    operation.putArray("security");
    return operation;
  }

  private static void head(
      ObjectNode operation, String id, String group, String title, String description) {
    operation.put("operationId", id).put("summary", title).put("description", description);
    operation.putArray("tags").add(group);
  }
}
