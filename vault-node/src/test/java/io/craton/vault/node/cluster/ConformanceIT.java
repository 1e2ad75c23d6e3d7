package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.craton.vault.node.cluster.ConformanceScript.Row;
import io.craton.vault.node.cluster.ConformanceScript.Step;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/// The contract, row by row, against a cluster of three nodes; each request goes to a node drawn by
/// lot. The rows are text files under `conformance/`. `-Dcraton.seed=N` draws the same nodes again.
@ExtendWith(Clusters.class)
class ConformanceIT {
  private static final List<String> SCRIPTS =
      List.of(
          "01-transport.txt",
          "02-endpoints.txt",
          "02-legacy.txt",
          "03-items.txt",
          "04-states.txt",
          "05-durations.txt",
          "06-rotation.txt",
          "07-algorithms.txt",
          "08-structured.txt",
          "09-export.txt",
          "10-lists.txt",
          "11-folders.txt");

  private static final Pattern ID = Pattern.compile("prq_[a-z2-7]{32}");
  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TestFactory
  Stream<DynamicContainer> everyRowOfTheContract(ClusterHarness cluster) throws Exception {
    long seed = Long.getLong("craton.seed", new Random().nextLong());
    Random random = new Random(seed);
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(Tls.trusting(cluster.caFile()))
            .build();
    List<DynamicContainer> sections = new ArrayList<>();
    int rows = 0;
    for (String script : SCRIPTS) {
      List<Row> found = ConformanceScript.read(script).rows();
      rows += found.size();
      sections.add(
          DynamicContainer.dynamicContainer(
              script,
              found.stream()
                  .map(row ->
                      DynamicTest.dynamicTest(
                          row.heading(),
                          () -> new Conversation(cluster, http, random, script, seed).run(row)))));
    }
    Figures.record("conformance: %d rows of the contract, seed %d", rows, seed);
    return sections.stream();
  }

  /// One row while it runs.
  private static final class Conversation {
    private final ClusterHarness cluster;
    private final HttpClient http;
    private final Random random;
    private final String where;
    private final Map<String, String> variables = new HashMap<>();
    private final Map<String, String> headers = new HashMap<>();
    private HttpResponse<String> response;
    private JsonNode body;

    @SuppressWarnings("NullAway.Init") // Each row begins with a request.
    Conversation(ClusterHarness cluster, HttpClient http, Random random, String script, long seed) {
      this.cluster = cluster;
      this.http = http;
      this.random = random;
      this.where = script + " (seed " + seed + ")";
      variables.put("u", Long.toUnsignedString(random.nextLong(), Character.MAX_RADIX));
      variables.put("token", cluster.rootToken());
      variables.put("unknown", "pvi_" + "b".repeat(32));
    }

    void run(Row row) throws IOException, InterruptedException {
      int checks = 0;
      for (Step step : row.steps()) {
        switch (step) {
          case Step.SetHeader header -> headers.put(header.name(), filled(header.value()));
          case Step.Send send -> send(send);
          case Step.Expect expect -> {
            checks++;
            expect(expect);
          }
          case Step.Bind bind -> {
            JsonNode value = at(bind.pointer());
            assertThat(value.isMissingNode()).as(context(bind) + bind.pointer()).isFalse();
            variables.put(bind.name(), value.asText());
          }
          case Step.Check check -> {
            checks++;
            check(check);
          }
          case Step.CheckHeader check -> {
            checks++;
            assertThat(response.headers().firstValue(check.name()).orElse(""))
                .as(context(check) + check.name())
                .isEqualTo(filled(check.value()));
          }
        }
      }
      assertThat(checks).as("checks of the row in line %d", row.line()).isPositive();
    }

    private void send(Step.Send send) throws IOException, InterruptedException {
      URI node = cluster.endpoints().get(random.nextInt(ClusterHarness.NODES));
      String content = filled(send.body());
      HttpRequest.Builder request =
          HttpRequest.newBuilder(node.resolve(send.path()))
              .timeout(LIMIT)
              .method(send.method(), HttpRequest.BodyPublishers.ofString(content));
      Map<String, String> all = new HashMap<>();
      all.put("Authorization", "Bearer " + cluster.rootToken());
      all.put("Content-Type", "application/json");
      all.putAll(headers);
      all.forEach((name, value) -> {
        if (!value.isEmpty()) {
          request.header(name, value);
        }
      });
      headers.clear();
      response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      body = JSON.readTree(response.body());
      envelope(send);
    }

    /// Contract sections 1.3 and 1.4 hold for each answer there is.
    private void envelope(Step.Send send) {
      String context = context(send) + response.body();
      TreeSet<String> names = new TreeSet<>();
      body.fieldNames().forEachRemaining(names::add);
      assertThat(names)
          .as(context)
          .containsExactly(
              "request_id", "request_time", "response_time", "result", "status", "summary");
      assertThat(body.get("request_id").asText()).as(context).matches(ID);
      assertThat(response.headers().firstValue("X-Request-Id"))
          .as(context)
          .contains(body.get("request_id").asText());
      assertThat(response.headers().firstValue("Content-Type"))
          .as(context)
          .contains("application/json");
      assertThat(body.get("request_time").asText()).as(context).matches(TIME);
      assertThat(body.get("response_time").asText()).as(context).matches(TIME);
      assertThat(body.get("summary").isTextual()).as(context).isTrue();
      assertThat(body.get("result").isObject()).as(context).isTrue();
      assertThat(response.body()).as(context).doesNotContain(":null");
      if (response.statusCode() == 400 || response.statusCode() == 413) {
        assertThat(body.at("/result/errors")).as(context).isNotEmpty();
        for (JsonNode error : body.at("/result/errors")) {
          assertThat(error).as(context).hasSize(3);
          for (String name : List.of("code", "detail", "source")) {
            assertThat(error.path(name).isTextual()).as(context).isTrue();
          }
        }
      }
    }

    private void expect(Step.Expect expect) {
      String context = context(expect) + response.body();
      assertThat(response.statusCode()).as(context).isEqualTo(expect.code());
      assertThat(body.path("status").asText()).as(context).isEqualTo(expect.status());
      if (!expect.error().isEmpty()) {
        JsonNode error = body.at("/result/errors/0");
        String found = error.path("code").asText() + " " + error.path("source").asText();
        assertThat(found.strip()).as(context).isEqualTo(filled(expect.error()));
      }
    }

    private void check(Step.Check check) throws IOException {
      JsonNode value = at(check.pointer());
      String operand = filled(check.operand());
      String context = context(check) + response.body();
      switch (check.operator()) {
        case "=" -> assertThat(value).as(context).isEqualTo(JSON.readTree(operand));
        case "!=" -> assertThat(value).as(context).isNotEqualTo(JSON.readTree(operand));
        case "~" -> assertThat(value.asText()).as(context).containsPattern(operand);
        case "size" -> assertThat(value.size()).as(context).isEqualTo(Integer.parseInt(operand));
        case "absent" -> assertThat(value.isMissingNode()).as(context).isTrue();
        case "present" -> assertThat(value.isMissingNode()).as(context).isFalse();
        case "same" -> assertThat(value).as(context).isEqualTo(at(operand));
        case "has" -> assertThat(value).as(context).contains(JSON.readTree(operand));
        default -> throw new IllegalStateException(check.operator());
      }
    }

    private JsonNode at(String pointer) {
      return body.at(filled(pointer));
    }

    private String filled(String text) {
      String filled = text;
      for (Map.Entry<String, String> variable : variables.entrySet()) {
        filled = filled.replace("${" + variable.getKey() + "}", variable.getValue());
      }
      assertThat(filled).as("variables of %s", where).doesNotContain("${");
      return filled;
    }

    private String context(Step step) {
      return where + ", line " + step.line() + ": ";
    }
  }
}
