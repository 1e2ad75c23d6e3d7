package io.craton.vault.node.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Alert rules and dashboard ask for what a node exposes: `MetricsIT` shows that this is what
/// docs/metrics.md lists.
class WatchedMetricsTest {
  private static final Pattern NAME = Pattern.compile("\\b(?:craton|jvm|process)_[a-z_]+");
  private static final Pattern STRING = Pattern.compile("\"[^\"]*\"");

  @Test
  void everyMetricThatARuleNamesIsExposed() throws Exception {
    List<String> expressions = new ArrayList<>();
    rules().forEach(rule -> expressions.add(rule.path("expr").asText()));
    assertThat(expressions).hasSizeGreaterThan(20).doesNotContain("");
    assertThat(named(expressions)).isSubsetOf(exposed());
  }

  @Test
  void everyMetricOnTheDashboardIsExposed() throws Exception {
    JsonNode dashboard =
        JsonMapper.builder().build().readTree(Shipped.text("deploy/grafana/craton.json"));
    List<String> expressions = new ArrayList<>();
    Set<Integer> ids = new HashSet<>();
    for (JsonNode panel : dashboard.path("panels")) {
      assertThat(ids.add(panel.path("id").asInt())).as(panel.path("title").asText()).isTrue();
      for (JsonNode target : panel.path("targets")) {
        expressions.add(target.path("expr").asText());
        assertThat(target.path("datasource").path("uid").asText()).isEqualTo(datasource());
      }
    }
    assertThat(expressions).hasSizeGreaterThan(30).doesNotContain("");
    assertThat(named(expressions)).isSubsetOf(exposed());
  }

  @Test
  void everyAlertStandsInTheFailureTableAndNoOther() throws Exception {
    Set<String> alerts = new TreeSet<>();
    for (JsonNode rule : rules()) {
      String name = rule.path("alert").asText();
      assertThat(alerts.add(name)).as(name + " once").isTrue();
      assertThat(rule.path("labels").path("severity").asText()).as(name).isIn("page", "ticket");
      assertThat(rule.path("annotations").path("summary").asText()).as(name).isNotEmpty();
    }
    Set<String> described = new TreeSet<>();
    Matcher name =
        Pattern.compile("`(Craton[A-Za-z]+)`").matcher(Shipped.text("docs/operations.md"));
    while (name.find()) {
      described.add(name.group(1));
    }
    assertThat(described).isEqualTo(alerts);
  }

  private static List<JsonNode> rules() throws IOException {
    List<JsonNode> rules = new ArrayList<>();
    JsonNode file = new YAMLMapper().readTree(Shipped.text("deploy/prometheus/alerts.yml"));
    file.path("groups").forEach(group -> group.path("rules").forEach(rules::add));
    return rules;
  }

  private static String datasource() throws IOException {
    return new YAMLMapper()
        .readTree(Shipped.text("deploy/grafana/provisioning/datasources/craton.yml"))
        .path("datasources")
        .path(0)
        .path("uid")
        .asText();
  }

  private static Set<String> named(List<String> expressions) {
    Set<String> names = new TreeSet<>();
    for (String expression : expressions) {
      Matcher name = NAME.matcher(STRING.matcher(expression).replaceAll(""));
      while (name.find()) {
        names.add(name.group());
      }
    }
    return names;
  }

  /// With the parts of histograms and summaries.
  private static Set<String> exposed() throws IOException {
    Set<String> names = new TreeSet<>();
    for (Map.Entry<String, String> each : MetricsDocument.types().entrySet()) {
      names.add(each.getKey());
      if (each.getValue().equals("histogram") || each.getValue().equals("summary")) {
        names.add(each.getKey() + "_count");
        names.add(each.getKey() + "_sum");
      }
      if (each.getValue().equals("histogram")) {
        names.add(each.getKey() + "_bucket");
      }
    }
    return names;
  }
}
