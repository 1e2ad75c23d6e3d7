package io.craton.vault.http.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.http.result.Member;
import io.craton.vault.http.result.ResultSchema;
import io.craton.vault.http.result.ResultShape;

/// Tables of answers as JSON Schema (2020-12), each under its name in the document.
final class ResultSchemas {
  private final ObjectNode components;

  /// @param components gets the schemas
  ResultSchemas(ObjectNode components) {
    this.components = components;
  }

  /// A reference to the schema of that table.
  ///
  /// @throws IllegalStateException when another table has the same name
  ObjectNode ref(ResultSchema table) {
    ObjectNode schema = Json.typed("object").put("description", table.description());
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = schema.arrayNode();
    for (Member member : table.members()) {
      ObjectNode property = shape(member.shape());
      properties.set(member.name(), property.put("description", member.description()));
      if (member.always()) {
        required.add(member.name());
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    schema.put("additionalProperties", false);
    var other = components.get(table.name());
    if (other != null && !other.equals(schema)) {
      throw new IllegalStateException("two tables are called " + table.name());
    }
    components.set(table.name(), schema);
    return Json.ref("schemas", table.name());
  }

  private ObjectNode shape(ResultShape shape) {
    return switch (shape) {
      case ResultShape.Text text -> {
        ObjectNode schema = Json.typed("string");
        text.format().ifPresent(format -> schema.put("format", format));
        text.pattern().ifPresent(pattern -> schema.put("pattern", Json.anchored(pattern)));
        yield schema;
      }
      case ResultShape.Whole(int min) ->
          Json.typed("integer").put("format", "int32").put("minimum", min);
      case ResultShape.Flag flag -> Json.typed("boolean");
      case ResultShape.Choice(var values) -> {
        ObjectNode schema = Json.typed("string");
        schema.set("enum", Json.strings(values));
        yield schema;
      }
      case ResultShape.TextMap map -> {
        ObjectNode schema = Json.typed("object");
        schema.set("additionalProperties", Json.typed("string"));
        yield schema;
      }
      case ResultShape.OpenObject open -> Json.typed("object").put("additionalProperties", true);
      case ResultShape.ListOf(ResultShape element) -> {
        ObjectNode schema = Json.typed("array");
        schema.set("items", shape(element));
        yield schema;
      }
      case ResultShape.Composite(ResultSchema table) -> ref(table);
    };
  }
}
