package io.craton.vault.http.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Makes JSON that a schema of the document describes.
final class BodyMaker {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final double OPTIONAL = 0.25;
  private static final double REMEMBERED = 0.7;
  private static final double NULL = 0.03;
  private static final double LONGEST = 0.05;
  private static final int USUAL_CHARS = 12;
  private static final int MOST_CHARS = 16 * 1024;
  private static final int USUAL_ELEMENTS = 3;

  /// One code point each, of one to four bytes in UTF-8.
  private static final List<String> CHARACTERS =
      List.of(
          "a",
          "Z",
          "0",
          " ",
          "_",
          "-",
          "/",
          ".",
          "\"",
          "\\",
          "\n",
          "\u0000",
          "\u007f",
          "é",
          "ß",
          "\u202e",
          "漢",
          "\ufffd",
          "😀",
          "\ud800\udc00");

  private final ApiContract contract;
  private final Memory memory;
  private final RandomGenerator random;
  private int dearKeys;

  /// @param dearKeys how many keys may be asked for that take long to make
  BodyMaker(ApiContract contract, Memory memory, RandomGenerator random, int dearKeys) {
    this.contract = contract;
    this.memory = memory;
    this.random = random;
    this.dearKeys = dearKeys;
  }

  /// A body by the schema: an example, or what is known where that fits, or anything.
  ///
  /// @param examples of the document
  ObjectNode body(JsonNode given, JsonNode examples) {
    JsonNode schema = contract.resolved(given);
    return sparing(
        switch (random.nextInt(6)) {
          case 0 -> example(pick(examples.findValues("value")));
          case 1, 2, 3 -> known(schema);
          default -> (ObjectNode) value(schema);
        });
  }

  /// An example with an id that exists; under another name than those before it.
  private ObjectNode example(JsonNode example) {
    ObjectNode body = example.deepCopy();
    if (body.has("id")) {
      memory.value("id").ifPresent(id -> body.set("id", id));
    }
    body.remove("name");
    return body;
  }

  /// What has been sent and answered together, as far as the schema has it.
  private ObjectNode known(JsonNode schema) {
    ObjectNode body = (ObjectNode) value(schema);
    Optional<ObjectNode> exchange = memory.with(required(schema));
    if (exchange.isPresent()) {
      for (var property : schema.path("properties").properties()) {
        JsonNode value = exchange.get().path(property.getKey());
        if (value.isMissingNode() || random.nextInt(8) == 0) {
          body.remove(property.getKey());
        } else {
          body.set(property.getKey(), value);
        }
      }
    }
    return body;
  }

  /// A value by the schema, of one of the types that it allows.
  JsonNode value(JsonNode given) {
    JsonNode schema = contract.resolved(given);
    if (schema.path("anyOf").isArray()) {
      List<JsonNode> alternatives = new ArrayList<>();
      for (JsonNode alternative : schema.path("anyOf")) {
        if (!type(alternative).equals("null") || random.nextDouble() < NULL) {
          alternatives.add(alternative);
        }
      }
      return value(pick(alternatives));
    }
    if (schema.path("enum").isArray()) {
      return pick(schema.path("enum"));
    }
    return switch (type(schema)) {
      case "object" -> object(schema);
      case "array" -> array(schema);
      case "string" -> JSON.textNode(text(schema));
      case "integer" -> JSON.numberNode(whole(schema));
      case "boolean" -> JSON.booleanNode(random.nextBoolean());
      case "null" -> JSON.nullNode();
      default -> anything(2);
    };
  }

  private String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    if (!type.isArray()) {
      return type.asText();
    }
    return random.nextDouble() < NULL ? "null" : type.get(0).asText();
  }

  private ObjectNode object(JsonNode schema) {
    ObjectNode object = JSON.objectNode();
    List<String> required = required(schema);
    for (var property : schema.path("properties").properties()) {
      String name = property.getKey();
      boolean other = property.getValue().path("deprecated").asBoolean();
      if (required.contains(name) || (!other && random.nextDouble() < OPTIONAL)) {
        object.set(name, member(name, property.getValue()));
      }
    }
    for (var pattern : schema.path("patternProperties").properties()) {
      if (random.nextDouble() < OPTIONAL) {
        String name = pattern.getKey().replaceFirst("\\[.*", "").substring(1) + "key";
        object.set(name, value(pattern.getValue()));
      }
    }
    if (schema.path("additionalProperties").isObject()) {
      int count = random.nextInt(USUAL_ELEMENTS);
      for (int i = 0; i < count; i++) {
        object.set("key" + i, value(schema.path("additionalProperties")));
      }
    }
    return object;
  }

  private JsonNode member(String name, JsonNode schema) {
    if (!schema.path("enum").isArray()) {
      return remembered(name).orElseGet(() -> value(schema));
    }
    List<JsonNode> cheap = new ArrayList<>();
    for (JsonNode value : schema.path("enum")) {
      if (!isDear(value)) {
        cheap.add(value);
      }
    }
    return random.nextBoolean() ? memory.rarest(name, cheap) : value(schema);
  }

  private static boolean isDear(JsonNode algorithm) {
    return algorithm.asText().startsWith("RSA");
  }

  private static List<String> required(JsonNode schema) {
    List<String> names = new ArrayList<>();
    schema.path("required").forEach(name -> names.add(name.asText()));
    return names;
  }

  private Optional<JsonNode> remembered(String name) {
    if (random.nextDouble() >= REMEMBERED) {
      return Optional.empty();
    }
    return memory.value(name.equals("encrypting_item_id") ? "id" : name);
  }

  private ArrayNode array(JsonNode schema) {
    ArrayNode array = JSON.arrayNode();
    int most = schema.path("maxItems").asInt(USUAL_ELEMENTS);
    int count = random.nextDouble() < LONGEST ? most : random.nextInt(USUAL_ELEMENTS);
    for (int i = 0; i < count; i++) {
      array.add(value(schema.path("items")));
    }
    return array;
  }

  private String text(JsonNode schema) {
    if (schema.has("pattern")) {
      return PatternText.of(schema.path("pattern").asText(), random);
    }
    int least = schema.path("minLength").asInt(0);
    int most = Math.max(least, Math.min(schema.path("maxLength").asInt(USUAL_CHARS), MOST_CHARS));
    int usual = Math.max(least, Math.min(most, USUAL_CHARS));
    int count = random.nextDouble() < LONGEST ? most : random.nextInt(least, usual + 1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(CHARACTERS.get(random.nextInt(CHARACTERS.size())));
    }
    return text.toString();
  }

  private long whole(JsonNode schema) {
    long least = schema.path("minimum").asLong(Long.MIN_VALUE);
    long most = schema.path("maximum").asLong(Long.MAX_VALUE);
    return switch (random.nextInt(8)) {
      case 0 -> least;
      case 1 -> most;
      case 2 -> Math.clamp(random.nextLong(), least, most);
      default -> Math.clamp(random.nextLong(1, 5), least, most);
    };
  }

  /// Any JSON value, nested at most so deep.
  JsonNode anything(int depth) {
    return switch (random.nextInt(depth > 0 ? 9 : 7)) {
      case 0 -> JSON.nullNode();
      case 1 -> JSON.booleanNode(random.nextBoolean());
      case 2 -> JSON.numberNode(random.nextLong());
      case 3 -> JSON.numberNode(random.nextDouble());
      case 4 -> JSON.textNode("");
      case 5 -> JSON.textNode(text(JSON.objectNode()));
      case 6 -> JSON.numberNode(random.nextInt(-2, 3));
      case 7 -> JSON.arrayNode().add(anything(depth - 1));
      default -> JSON.objectNode().set("id", anything(depth - 1));
    };
  }

  private JsonNode pick(JsonNode array) {
    return array.get(random.nextInt(array.size()));
  }

  private JsonNode pick(List<JsonNode> values) {
    return values.get(random.nextInt(values.size()));
  }

  /// Makes most keys quick ones: RSA keys take seconds to make.
  private ObjectNode sparing(ObjectNode body) {
    if (isDear(body.path("algorithm")) && dearKeys-- <= 0) {
      body.put("algorithm", "ED25519");
    }
    return body;
  }
}
