package io.craton.vault.http.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// An OpenAPI document as a judge: what it does not describe is an [AssertionError]. Knows what the
/// document of this project uses, not all of OpenAPI. Thread-safe.
public final class ApiContract {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BASE = "https://craton.test/openapi.json";
  private static final List<String> METHODS = List.of("get", "post");

  private final JsonNode document;
  private final SchemaRegistry registry;
  private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

  /// @param text the document
  public ApiContract(String text) {
    try {
      this.document = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("the document is not JSON", e);
    }
    this.registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of(BASE, text)));
  }

  /// An answer as it came.
  ///
  /// @param headers names as they were sent, with the first value of each
  public record Received(int code, Map<String, String> headers, String body) {
    Optional<String> header(String name) {
      return headers.entrySet().stream()
          .filter(entry -> entry.getKey().equalsIgnoreCase(name))
          .map(Map.Entry::getValue)
          .findFirst();
    }
  }

  /// The document itself.
  public JsonNode document() {
    return document;
  }

  /// What `$ref` of `node` points to; `node` itself when it has none.
  public JsonNode resolved(JsonNode node) {
    JsonNode reference = node.path("$ref");
    return reference.isMissingNode() ? node : document.at(reference.asText().substring(1));
  }

  /// Requires that the document describes the answer.
  ///
  /// @param path of the request, without the query
  public void checkAnswer(String method, String path, Received answer) {
    String what = method + " " + shortened(path) + " answered " + answer.code();
    JsonNode response = response(what, method, path, answer.code());
    response
        .path("headers")
        .properties()
        .forEach(header -> checkHeader(what, header.getKey(), resolved(header.getValue()), answer));
    String type =
        answer.header("Content-Type").orElse("").replaceFirst(";.*", "").toLowerCase(Locale.ROOT);
    JsonNode media = response.path("content").path(type);
    if (media.isMissingNode()) {
      throw new AssertionError(what + " with content type " + type);
    }
    if (type.equals("application/json")) {
      check(what + ": " + shortened(answer.body()), media.path("schema"), answer.body());
    }
  }

  /// Requires that the document describes the body of a request that was accepted.
  public void checkAccepted(String path, String body) {
    check("the vault accepted for " + path + " " + shortened(body), requestSchema(path), body);
  }

  /// Why the body of a request is not described; empty when it is.
  public List<String> problems(String path, JsonNode body) {
    return problems(requestSchema(path), body);
  }

  /// The schema of what is posted to a path.
  public JsonNode requestSchema(String path) {
    return document
        .path("paths")
        .path(path)
        .path("post")
        .path("requestBody")
        .path("content")
        .path("application/json")
        .path("schema");
  }

  /// The path item that stands for a path; missing when there is none.
  private JsonNode pathItem(String path) {
    JsonNode paths = document.path("paths");
    if (paths.has(path)) {
      return paths.path(path);
    }
    for (Map.Entry<String, JsonNode> entry : paths.properties()) {
      String template = entry.getKey();
      int brace = template.indexOf('{');
      if (brace > 0
          && Pattern.matches(Pattern.quote(template.substring(0, brace)) + "[^/]+", path)) {
        return entry.getValue();
      }
    }
    return document.path("no such path");
  }

  private JsonNode response(String what, String method, String path, int code) {
    JsonNode item = pathItem(path);
    JsonNode operation = item.path(method.toLowerCase(Locale.ROOT));
    JsonNode response;
    if (item.isMissingNode() && code == 404) {
      response = document.at("/components/responses/PathNotFound");
    } else if (operation.isMissingNode() && !item.isMissingNode() && code == 405) {
      response = document.at("/components/responses/MethodNotAllowed");
    } else {
      // What never gets to a path may be answered at every path.
      JsonNode any = operation.isMissingNode() ? anyOperation() : operation;
      response = resolved(any.path("responses").path(Integer.toString(code)));
    }
    if (response.isMissingNode() || (code < 300 && operation.isMissingNode())) {
      throw new AssertionError(what + ", which the document does not have");
    }
    return response;
  }

  private JsonNode anyOperation() {
    return document.path("paths").elements().next().path("post");
  }

  private void checkHeader(String what, String name, JsonNode header, Received answer) {
    Optional<String> value = answer.header(name);
    if (value.isEmpty()) {
      if (header.path("required").asBoolean()) {
        throw new AssertionError(what + " without the header " + name);
      }
      return;
    }
    boolean number = header.path("schema").path("type").asText().equals("integer");
    String json = number ? value.get() : JSON.valueToTree(value.get()).toString();
    check(what + " with " + name + ": " + value.get(), header.path("schema"), json);
  }

  private void check(String what, JsonNode schema, String json) {
    JsonNode body;
    try {
      body = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError(what + ", which is not JSON", e);
    }
    List<String> problems = problems(schema, body);
    if (!problems.isEmpty()) {
      throw new AssertionError(what + "\n  but by the document " + String.join("\n  ", problems));
    }
  }

  private List<String> problems(JsonNode schema, JsonNode body) {
    if (schema.isMissingNode()) {
      return List.of("there is no schema");
    }
    Schema compiled = schemas.computeIfAbsent(schema.toString(), text -> compiled(schema));
    return compiled.validate(body).stream().map(Error::toString).collect(Collectors.toList());
  }

  private Schema compiled(JsonNode schema) {
    JsonNode reference = schema.path("$ref");
    return reference.isMissingNode()
        ? registry.getSchema(schema)
        : registry.getSchema(SchemaLocation.of(BASE + reference.asText()));
  }

  /// The operations of the document as `METHOD path`.
  public List<String> operations() {
    return document.path("paths").properties().stream()
        .flatMap(item ->
            METHODS.stream()
                .filter(method -> item.getValue().has(method))
                .map(method -> method.toUpperCase(Locale.ROOT) + " " + item.getKey()))
        .toList();
  }

  private static String shortened(String text) {
    return text.length() > 600 ? text.substring(0, 600) + "…" : text;
  }
}
