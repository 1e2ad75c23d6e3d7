package io.craton.vault.http.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.http.request.Field;
import io.craton.vault.http.request.FieldTypes;
import io.craton.vault.http.request.RequestSchema;
import io.craton.vault.http.request.Shape;
import io.craton.vault.http.request.Wildcard;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Tables of requests as JSON Schema (2020-12). Whatever the vault accepts is valid; what is valid
/// may still be refused, for reasons that a schema cannot say.
final class RequestSchemas {
  /// Shapes that are a component of their own. Client generators cope with alternatives better when
  /// these have a name.
  private static final Map<Shape, String> NAMED = Map.of(FieldTypes.TEXTS.shape(), "Texts");

  private final ObjectNode components;

  /// @param components gets the schemas that have a name of their own
  RequestSchemas(ObjectNode components) {
    this.components = components;
  }

  /// The schema of a request, or of an object in one.
  ObjectNode of(RequestSchema table) {
    ObjectNode schema = Json.typed("object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = schema.arrayNode();
    for (Field<?> field : table.fields()) {
      properties.set(field.name(), property(field));
      if (field.required() && field.aliases().isEmpty()) {
        required.add(field.name());
      } else if (field.required()) {
        schema.withArray("allOf").addObject().set("anyOf", oneOfTheNames(field));
      }
      for (String alias : new TreeSet<>(field.aliases())) {
        properties.set(
            alias,
            property(field)
                .put("deprecated", true)
                .put("description", "Another name of " + field.name() + "; send only one."));
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    table
        .wildcard()
        .ifPresent(wildcard ->
            schema.putObject("patternProperties").set(names(wildcard), property(wildcard)));
    return schema.put("additionalProperties", false);
  }

  private static ArrayNode oneOfTheNames(Field<?> field) {
    ArrayNode names = Json.object().arrayNode();
    names.addObject().set("required", Json.strings(List.of(field.name())));
    field.aliases().stream()
        .sorted()
        .forEach(alias -> names.addObject().set("required", Json.strings(List.of(alias))));
    return names;
  }

  /// All names that begin so; how long they may be, code points cannot say.
  private static String names(Wildcard<?> wildcard) {
    return "^" + wildcard.prefix() + "[\\s\\S]+$";
  }

  private ObjectNode property(Wildcard<?> wildcard) {
    return shape(wildcard.type().shape()).put("description", wildcard.description());
  }

  private ObjectNode property(Field<?> field) {
    ObjectNode schema =
        field.type().shape() instanceof Shape.Composite(RequestSchema table)
            ? object(field, table)
            : shape(field.type().shape());
    if (field.emptyIsAbsent()) {
      schema = orEmpty(schema);
    }
    if (!field.required()) {
      schema = orNull(schema);
    }
    return schema.put("description", field.description());
  }

  /// An object in a request gets a name, so that generated clients have one class for it however
  /// many operations take it.
  private ObjectNode object(Field<?> field, RequestSchema table) {
    String name = OperationNames.object(field.name());
    ObjectNode schema = of(table).put("description", "What requests have as " + field.name() + ".");
    JsonNode other = components.get(name);
    if (other != null && !other.equals(schema)) {
      throw new IllegalStateException("two tables of requests are called " + name);
    }
    components.set(name, schema);
    return Json.ref("schemas", name);
  }

  private ObjectNode shape(Shape shape) {
    String name = NAMED.get(shape);
    if (name == null) {
      return written(shape);
    }
    components.set(name, written(shape).put("description", "Texts, or one in place of a list."));
    return Json.ref("schemas", name);
  }

  private ObjectNode written(Shape shape) {
    return switch (shape) {
      case Shape.Text text -> text(text);
      case Shape.Whole whole ->
          Json.typed("integer")
              .put("format", whole.max() > Integer.MAX_VALUE ? "int64" : "int32")
              .put("minimum", whole.min())
              .put("maximum", whole.max());
      case Shape.Flag flag -> Json.typed("boolean");
      case Shape.Choice choice -> {
        ObjectNode schema = Json.typed("string");
        schema.set("enum", Json.strings(choice.values()));
        yield schema;
      }
      case Shape.TextMap map -> {
        ObjectNode schema = Json.typed("object").put("maxProperties", map.maxEntries());
        schema.putObject("propertyNames").put("maxLength", map.maxKeyChars());
        schema.set("additionalProperties", string(0, map.maxValueChars()));
        yield schema;
      }
      case Shape.TextList list -> {
        ObjectNode schema = Json.typed("array").put("maxItems", list.maxItems());
        schema.set("items", string(0, list.maxChars()));
        yield schema;
      }
      case Shape.Composite(RequestSchema schema) -> of(schema);
      case Shape.OpenObject open -> Json.typed("object");
      case Shape.Either(List<Shape> shapes) -> {
        ObjectNode schema = Json.object();
        ArrayNode alternatives = schema.putArray("anyOf");
        shapes.forEach(alternative -> alternatives.add(shape(alternative)));
        yield schema;
      }
      case Shape.Anything anything -> Json.object();
      // Nothing but what counts as absent.
      case Shape.Refused refused -> Json.typed("null");
    };
  }

  private static ObjectNode text(Shape.Text text) {
    ObjectNode schema = string(text.minChars(), text.maxChars());
    text.format().ifPresent(format -> TextFormats.describe(format, schema));
    text.pattern().ifPresent(pattern -> schema.put("pattern", Json.anchored(pattern.pattern())));
    return schema;
  }

  private static ObjectNode string(int minChars, int maxChars) {
    ObjectNode schema = Json.typed("string");
    if (minChars > 0) {
      schema.put("minLength", minChars);
    }
    return schema.put("maxLength", maxChars);
  }

  /// The same, where `""` is as good as nothing.
  private static ObjectNode orEmpty(ObjectNode schema) {
    boolean plain = schema.path("type").asText().equals("string") && schema.path("enum").isArray();
    if (plain) {
      schema.withArray("enum").add("");
      return schema;
    }
    if (schema.path("type").asText().equals("string")
        && schema.path("minLength").asInt() == 0
        && !schema.has("pattern")) {
      return schema;
    }
    if (schema.path("type").asText().equals("null")) {
      return Json.object()
          .<ObjectNode>set("type", Json.strings(List.of("string", "null")))
          .put("maxLength", 0);
    }
    if (schema.has("pattern")) {
      String pattern = schema.get("pattern").asText();
      return schema.put("pattern", "^(?:" + pattern.substring(1, pattern.length() - 1) + ")?$");
    }
    ObjectNode either = Json.object();
    either.putArray("anyOf").add(schema).add(Json.typed("string").put("maxLength", 0));
    return either;
  }

  /// The same, where `null` is as good as nothing.
  private static ObjectNode orNull(ObjectNode schema) {
    if (schema.has("$ref")) {
      ObjectNode either = Json.object();
      either.putArray("anyOf").add(schema).add(Json.typed("null"));
      return either;
    }
    if (schema.has("anyOf")) {
      schema.withArray("anyOf").add(Json.typed("null"));
      return schema;
    }
    JsonNode type = schema.path("type");
    if (type.isTextual() && !type.asText().equals("null")) {
      schema.set("type", Json.strings(List.of(type.asText(), "null")));
    }
    if (schema.path("enum").isArray()) {
      schema.withArray("enum").addNull();
    }
    return schema;
  }
}
