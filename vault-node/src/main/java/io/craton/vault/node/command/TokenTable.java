package io.craton.vault.node.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.node.command.output.Table;
import java.util.ArrayList;
import java.util.List;

/// Tokens as a table for people.
final class TokenTable {
  private TokenTable() {}

  static Table of(List<JsonNode> tokens) {
    Table table =
        Table.titled("ID", "NAME", "PERMISSIONS", "SCOPE", "CREATED", "EXPIRES", "ITEM", "USABLE");
    tokens.forEach(token -> table.row(row(token)));
    return table;
  }

  private static String[] row(JsonNode token) {
    List<String> permissions = new ArrayList<>();
    token.path("permissions").forEach(permission -> permissions.add(permission.asText()));
    return new String[] {
      token.path("id").asText(),
      token.path("name").asText(),
      String.join(",", permissions),
      token.path("scope").asText(),
      token.path("created_at").asText(),
      token.path("expires_at").asText("never"),
      token.path("item_id").asText("-"),
      token.path("usable").asBoolean() ? "yes" : "no"
    };
  }
}
