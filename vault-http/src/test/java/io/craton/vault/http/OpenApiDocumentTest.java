package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.craton.vault.http.api.Pages;
import io.craton.vault.http.server.Route;
import io.craton.vault.http.testing.ApiContract;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class OpenApiDocumentTest {
  private static final String META_SCHEMA = "openapi/oas-3.1-2022-10-07.json";
  private static final int SHORTEST_DESCRIPTION = 8;

  private final TestApi api = TestApi.start();
  private final ApiContract contract = api.contract;
  private final JsonNode document = contract.document();

  @AfterAll
  void stop() {
    api.close();
  }

  @Test
  void itIsValidByTheOfficialSchema() throws Exception {
    SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    try (InputStream in = OpenApiDocumentTest.class.getResourceAsStream(META_SCHEMA)) {
      var schema = registry.getSchema(new ObjectMapper().readTree(in));
      assertThat(schema.validate(document)).isEmpty();
      JsonNode broken = document.deepCopy();
      ((ObjectNode) broken.path("info")).remove("title");
      assertThat(schema.validate(broken)).as("without a title").isNotEmpty();
    }
  }

  @Test
  void itsSchemasAreValidJsonSchemas() {
    var metaSchema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    List<String> problems = new ArrayList<>();
    for (Map.Entry<String, JsonNode> schema : document.at("/components/schemas").properties()) {
      for (Error error : metaSchema.validate(schema.getValue())) {
        problems.add(schema.getKey() + ": " + error);
      }
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void everyRouteHasAnEntryAndEveryEntryARoute() {
    List<Route> routes = VaultHttpServer.routes(api.services(), Optional.empty());
    assertThat(contract.operations())
        .containsExactlyInAnyOrderElementsOf(
            routes.stream().map(route -> route.method() + " " + route.path()).toList());
    assertThat(Pages.paths())
        .as("pages")
        .containsExactlyInAnyOrderElementsOf(
            routes.stream()
                .filter(route -> route.method() == Route.Method.POST)
                .map(Route::path)
                .filter(path -> path.startsWith("/v2/"))
                .toList());
  }

  @Test
  void everyOperationButReadingManyIsThereUnderItsOlderPathToo() {
    assertThat(contract.operations().stream().filter(one -> one.startsWith("POST /v1/")))
        .hasSize(Pages.paths().size() - 1);
    assertThat(document.at("/paths/~1v1~1key~1sign/post/deprecated").asBoolean()).isTrue();
    assertThat(document.at("/paths/~1v2~1sign/post").has("deprecated")).isFalse();
  }

  @Test
  void everyReferencePointsToSomethingAndEveryComponentIsUsed() {
    Set<String> used = new HashSet<>();
    document.findValues("$ref").forEach(reference -> used.add(reference.asText()));
    assertThat(used)
        .allSatisfy(reference ->
            assertThat(document.at(reference.substring(1)).isMissingNode())
                .as(reference)
                .isFalse());
    Set<String> there = new HashSet<>();
    for (String kind : List.of("schemas", "parameters", "responses", "headers")) {
      document
          .at("/components/" + kind)
          .fieldNames()
          .forEachRemaining(name -> there.add("#/components/" + kind + "/" + name));
    }
    // What is answered to other methods than those that a path has cannot be referred to.
    there.remove("#/components/responses/MethodNotAllowed");
    assertThat(used).containsExactlyInAnyOrderElementsOf(there);
  }

  @Test
  void everythingIsDescribed() {
    List<String> empty = new ArrayList<>();
    for (JsonNode item : document.path("paths")) {
      for (JsonNode operation : item) {
        require(empty, operation, "summary", operation.path("operationId").asText());
        require(empty, operation, "description", operation.path("operationId").asText());
      }
    }
    for (String kind : List.of("schemas", "parameters", "responses", "headers")) {
      document
          .at("/components/" + kind)
          .properties()
          .forEach(entry -> {
            require(empty, entry.getValue(), "description", entry.getKey());
            requireProperties(empty, entry.getValue(), entry.getKey());
          });
    }
    document.path("tags").forEach(tag -> require(empty, tag, "description", tag.toString()));
    assertThat(empty).as("things without a description").isEmpty();
  }

  private static void requireProperties(List<String> empty, JsonNode schema, String where) {
    for (String kind : List.of("properties", "patternProperties")) {
      schema
          .path(kind)
          .properties()
          .forEach(property -> {
            String name = where + "." + property.getKey();
            require(empty, property.getValue(), "description", name);
            requireProperties(empty, property.getValue(), name);
          });
    }
  }

  private static void require(List<String> empty, JsonNode node, String member, String where) {
    if (node.path(member).asText().length() < SHORTEST_DESCRIPTION) {
      empty.add(where + " has no " + member);
    }
  }

  @Test
  void everyObjectIsClosed() {
    assertThat(document.at("/components/schemas").properties())
        .filteredOn(schema -> schema.getValue().path("type").asText().equals("object"))
        .isNotEmpty()
        .allSatisfy(schema ->
            assertThat(schema.getValue().path("additionalProperties").toString())
                .as(schema.getKey())
                .isEqualTo("false"));
  }

  @Test
  void onlyTheDocumentsOfCallersAreOpen() {
    assertThat(document.at("/components/schemas").properties())
        .allSatisfy(schema ->
            assertThat(schema.getValue().path("properties").properties())
                .filteredOn(property ->
                    property.getValue().path("type").asText().equals("object")
                        && !property.getValue().path("additionalProperties").isObject()
                        && property.getValue().path("additionalProperties").asBoolean(true))
                .as(schema.getKey())
                .allSatisfy(
                    property -> assertThat(property.getKey()).isEqualTo("structured_data")));
  }

  @Test
  void theExamplesAreValidRequests() {
    for (String path : Pages.paths()) {
      JsonNode media =
          document.path("paths").path(path).at("/post/requestBody/content/application~1json");
      assertThat(media.path("examples")).as(path).isNotEmpty();
      for (JsonNode example : media.path("examples")) {
        assertThat(contract.problems(path, example.path("value"))).as(path).isEmpty();
      }
    }
  }

  @Test
  void anEndpointWithoutAPageIsAFault() {
    assertThatThrownBy(() -> Pages.of("/v2/nothing"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Pages has no page for /v2/nothing");
  }
}
