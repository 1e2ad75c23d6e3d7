package io.craton.vault.node.command.hsm;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.node.command.output.Table;
import java.util.List;
import java.util.Locale;

/// Reports about HSMs as tables for people.
final class HsmTables {
  private static final double MICROS_PER_MILLI = 1_000;

  private HsmTables() {}

  /// Of a running node.
  static Table state(JsonNode report) {
    Table table = Table.ofFields();
    for (String field : List.of("node", "state", "since", "epoch", "last_error")) {
      table.field(field.replace('_', ' '), report.path(field).asText());
    }
    token(table, report.path("token"));
    if (report.has("sessions")) {
      table.row(
          "sessions:",
          report.path("sessions").asText() + " of " + report.path("session_limit").asText());
      table.field("known keys", report.path("keys").asText());
      table.field("calls running", report.path("calls_running").asText());
    }
    return table;
  }

  /// Of a token without a node.
  static Table probe(JsonNode report) {
    Table table = Table.ofFields();
    token(table, report.path("token"));
    table.row("opening took:", millis(report.path("opening_micros")));
    table.row("all trials took:", millis(report.path("trials_micros")));
    table.row(
        "export of keys:",
        report.path("export").asBoolean() ? "yes" : "Ed25519 only: the token has no AES-KWP");
    return table;
  }

  private static void token(Table table, JsonNode token) {
    table.field("token", token.path("label").asText());
    for (String field : List.of("manufacturer", "model", "serial", "firmware")) {
      table.field(field, token.path(field).asText());
    }
  }

  static Table algorithms(JsonNode algorithms) {
    Table table = Table.titled("ALGORITHM", "PURPOSE", "COMPUTED", "TRIAL", "REASON");
    for (JsonNode algorithm : algorithms) {
      String way = algorithm.path("way").asText();
      table.row(
          algorithm.path("name").asText(),
          algorithm.path("purpose").asText(),
          way,
          way.equals("software") ? "-" : millis(algorithm.path("trial_micros")),
          algorithm.path("obstacle").asText("-"));
    }
    return table;
  }

  private static String millis(JsonNode micros) {
    return String.format(Locale.ROOT, "%.1f ms", micros.asLong() / MICROS_PER_MILLI);
  }
}
