package io.craton.vault.http.jsonpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.craton.vault.core.Limits;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.request.JsonReader;
import io.craton.vault.http.request.JsonText;
import io.craton.vault.http.request.JsonValue;
import io.craton.vault.http.request.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9535 but for `match` and `search`, and the bounds of the vault.
class JsonPathTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static List<String> lines(String name) throws IOException {
    try (InputStream in = JsonPathTest.class.getResourceAsStream("/jsonpath/" + name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isEmpty())
          .toList();
    }
  }

  /// Any value; the reader takes objects only.
  private static JsonValue value(String json) throws InvalidRequest {
    byte[] body = ("{\"v\":" + json + "}").getBytes(StandardCharsets.UTF_8);
    return Objects.requireNonNull(JsonReader.readObject(body).members().get("v"));
  }

  private static String selected(String expression, JsonValue document) throws Exception {
    ArrayNode values = JSON.createArrayNode();
    for (Node node : Evaluator.run(QueryParser.parse(expression), document)) {
      values.add(JSON.readTree(text(node.value())));
    }
    return values.toString();
  }

  private static String text(JsonValue value) throws Exception {
    return switch (value) {
      case JsonValue.Text(JsonText text) -> JSON.writeValueAsString(text.value());
      case JsonValue.Numeral(String literal, boolean whole) -> literal;
      case JsonValue.Bool(boolean bool) -> Boolean.toString(bool);
      case JsonValue.Null none -> "null";
      case JsonValue.Array(List<JsonValue> elements) -> {
        List<String> texts = new ArrayList<>();
        for (JsonValue element : elements) {
          texts.add(text(element));
        }
        yield "[" + String.join(",", texts) + "]";
      }
      case JsonValue.Members(Map<String, JsonValue> members) -> {
        List<String> texts = new ArrayList<>();
        for (Map.Entry<String, JsonValue> member : members.entrySet()) {
          texts.add(JSON.writeValueAsString(member.getKey()) + ":" + text(member.getValue()));
        }
        yield "{" + String.join(",", texts) + "}";
      }
    };
  }

  @Test
  void expressionsSelectWhatTheSpecificationSays() throws Exception {
    JsonValue document = new JsonValue.Null();
    int cases = 0;
    for (String line : lines("selected.txt")) {
      if (line.startsWith("document ")) {
        document = value(line.substring("document ".length()));
        continue;
      }
      int middle = line.indexOf("\" selects [") + 1;
      String expression = JSON.readTree(line.substring(0, middle)).asText();
      JsonNode expected = JSON.readTree(line.substring(middle + " selects ".length()));
      assertThat(selected(expression, document)).as(line).isEqualTo(expected.toString());
      cases++;
    }
    assertThat(cases).isGreaterThan(800);
  }

  @Test
  void whatIsNoExpressionIsRefused() throws Exception {
    for (String line : lines("invalid.txt")) {
      String expression = JSON.readTree(line).asText();
      assertThatThrownBy(() -> QueryParser.parse(expression))
          .as(line)
          .isInstanceOf(MalformedPath.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "$.store.book[*].author       | /store/book/0/author /store/book/1/author",
        "$..author                    | /store/book/0/author /store/book/1/author",
        "$['a/b']['~']                | /a~1b/~0",
        "$..book[?@.price < 10].title | /store/book/0/title",
        "$..book[-1:].title           | /store/book/1/title",
        "$.store.*[0,0,?@.price].title | /store/book/0/title /store/book/1/title",
        "$..['title','author']        | /store/book/0/title /store/book/0/author"
            + " /store/book/1/title /store/book/1/author",
      })
  void textsAreGivenOnceWithTheirPlace(String expression, String pointers) throws Exception {
    JsonValue.Members document =
        (JsonValue.Members)
            value(
                """
                {"store": {"book": [{"title": "t", "author": "a", "price": 8.95},
                  {"title": "t", "author": "a", "price": 12}]}, "a/b": {"~": "x"}}
                """);
    assertThat(
            JsonPath.parse(expression, "/filter").selectTexts(document, "").stream()
                .map(SelectedText::pointer))
        .containsExactly(pointers.split(" "));
  }

  private static Problem problem(String expression, String document) throws Exception {
    JsonValue.Members members = (JsonValue.Members) value(document);
    try {
      assertThat(JsonPath.parse(expression, "/filter").selectTexts(members, "/d")).isNotNull();
    } catch (InvalidRequest e) {
      return e.problems().getFirst();
    }
    throw new AssertionError("nothing is wrong with " + expression);
  }

  private static void refused(String expression, String document, String error) throws Exception {
    Problem problem = problem(expression, document);
    assertThat(problem.code().wireName() + " " + problem.source()).isEqualTo(error);
  }

  @ParameterizedTest
  @CsvSource({
    "$.a, 1, InvalidString /d/a",
    "$.a, null, InvalidString /d/a",
    "$.a, true, InvalidString /d/a",
    "$.a, {}, InvalidString /d/a",
    "$.a, [], InvalidString /d/a",
    "$.a[*], '[\"x\",[2]]', InvalidString /d/a/1",
    "$, 1, InvalidString /d",
    "$.a[, 1, BadFormatJSONPath /filter",
  })
  void whatIsNoTextIsNamed(String expression, String value, String error) throws Exception {
    refused(expression, "{\"a\":" + value + "}", error);
  }

  @Test
  void tooManyMatchesAreRefused() throws Exception {
    String many = "{\"a\":[" + "\"x\",".repeat(Limits.JSON_PATH_MATCHES) + "\"x\"]}";
    refused("$.a[*]", many, "IsTooBig /filter");
    JsonValue.Members document = (JsonValue.Members) value(many);
    assertThat(JsonPath.parse("$.a[1:]", "/filter").selectTexts(document, ""))
        .hasSize(Limits.JSON_PATH_MATCHES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$..*..*..*..*..*..*..*..*",
        "$..[?@..[?@..[?@..[?@..[?@..x]]]]]",
        "$..[?count(@..*)>count($..*)]",
        "$..[?$..*]",
        "$.*[?@.x==$.big || @.y==$.big || $.big<$.big2]",
        "$.*[?length($.big)==1]",
        "$.*[?@==1||@==2||@==3||$.big!=$.big2||$.big!=$.big2||$.big!=$.big2||$.big!=$.big2]",
      })
  void expressionsThatWouldTakeLongAreGivenUp(String expression) throws Exception {
    String nested = "{\"n\":".repeat(50) + "[[1,2],[3]]" + "}".repeat(50);
    String big = "x".repeat(1_000_000);
    String document =
        "{\"big\":\"%sy\",\"big2\":\"%sz\",\"many\":[%s0],\"nested\":%s}"
            .formatted(big, big, "{\"x\":\"x\"},".repeat(20_000), nested);
    long start = System.nanoTime();
    refused(expression, document, "IsTooBig /filter");
    assertThat((System.nanoTime() - start) / 1_000_000).as("milliseconds").isLessThan(10_000);
  }

  @Test
  void expressionsAreNotNestedDeeply() throws Exception {
    int deep = Limits.JSON_PATH_DEPTH + 1;
    for (String expression :
        List.of(
            "$" + "[?@".repeat(deep) + "]".repeat(deep),
            "$[?" + "(".repeat(2_000) + "@" + ")".repeat(2_000) + "]",
            "$[?" + "length(".repeat(500) + "@" + ")".repeat(500) + "==1]",
            "$[?" + "!".repeat(4_000) + "@]")) {
      refused(expression, "{}", "BadFormatJSONPath /filter");
    }
    int allowed = Limits.JSON_PATH_DEPTH;
    assertThat(selected("$" + "[?@".repeat(allowed) + "]".repeat(allowed), value("[1]")))
        .isEqualTo("[]");
  }

  @Test
  void numbersOutOfProportionDoNoHarm() throws Exception {
    JsonValue document = value("[1e999999999, 1e99999999999, 1e-999999999, 1.0, 10e999999998]");
    assertThat(selected("$[?@==1]", document)).isEqualTo("[1.0]");
    assertThat(Evaluator.run(QueryParser.parse("$[?@==1e999999999]"), document)).hasSize(2);
    assertThat(Evaluator.run(QueryParser.parse("$[?@>1]"), document)).hasSize(2);
    assertThatThrownBy(() -> QueryParser.parse("$[?@==1e99999999999]"))
        .isInstanceOf(MalformedPath.class);
  }

  @Test
  void regularExpressionsAreRefusedByTheirName() throws Exception {
    assertThat(problem("$[?match(@.a,'(a*)*b')]", "{}").detail()).contains("match");
    assertThat(problem("$[?!search(@.a,'x')]", "{}").code().wireName())
        .isEqualTo("BadFormatJSONPath");
    assertThat(selected("$['match(']", value("{\"match(\":1}"))).isEqualTo("[1]");
  }
}
