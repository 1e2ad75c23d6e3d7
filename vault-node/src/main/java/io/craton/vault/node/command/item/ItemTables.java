package io.craton.vault.node.command.item;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.node.command.output.Table;
import java.util.ArrayList;
import java.util.List;

/// Items as tables for people. Values of secrets are never in one.
final class ItemTables {
  /// What is shown of an item, in this order, with the words of the API.
  private static final List<String> FIELDS =
      List.of(
          "id",
          "type",
          "name",
          "folder",
          "algorithm",
          "purpose",
          "exportable",
          "enabled",
          "disabled_at",
          "num_versions",
          "created_at",
          "last_rotated",
          "next_rotation",
          "rotation_frequency",
          "rotation_state",
          "rotation_grace_period",
          "client_id",
          "encrypting_item_id");

  private ItemTables() {}

  static Table fields(JsonNode item) {
    Table table = Table.ofFields();
    for (String field : FIELDS) {
      table.field(field.replace('_', ' '), item.path(field).asText());
    }
    table.field("tags", texts(item.path("tags")));
    item.path("metadata")
        .properties()
        .forEach(entry -> table.row("metadata:", entry.getKey() + "=" + entry.getValue().asText()));
    item.path("inherited_settings")
        .properties()
        .forEach(entry ->
            table.row(
                "inherited:",
                entry.getKey().replace('_', ' ') + " from " + entry.getValue().asText()));
    return table;
  }

  static Table versions(JsonNode item) {
    Table table = Table.titled("VERSION", "STATE", "CREATED", "ROTATED", "DESTROYED");
    for (JsonNode version : item.path("item_versions")) {
      table.row(
          version.path("version").asText(),
          version.path("state").asText(),
          version.path("created_at").asText(),
          version.path("rotated_at").asText("-"),
          version.path("destroyed_at").asText("-"));
    }
    return table;
  }

  static Table list(Iterable<JsonNode> items) {
    Table table = Table.titled("ID", "FOLDER", "NAME", "TYPE", "ALGORITHM", "VERSION", "STATE");
    for (JsonNode item : items) {
      table.row(
          item.path("id").asText(),
          item.path("folder").asText(),
          item.path("name").asText(),
          item.path("type").asText(),
          item.path("algorithm").asText("-"),
          item.path("num_versions").asText("-"),
          state(item));
    }
    return table;
  }

  private static String state(JsonNode item) {
    if (item.has("enabled") && !item.path("enabled").asBoolean()) {
      return "disabled";
    }
    return item.path("item_versions").path(0).path("state").asText("-");
  }

  private static String texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return String.join(", ", texts);
  }
}
