package io.craton.vault.node.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Tokens as a table for people. What a token's name may contain cannot break out of its cell.
final class TokenTable {
  private static final List<String> TITLES =
      List.of("ID", "NAME", "PERMISSIONS", "SCOPE", "CREATED", "EXPIRES", "ITEM", "USABLE");

  private TokenTable() {}

  static void print(List<JsonNode> tokens, PrintWriter out) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(TITLES);
    tokens.forEach(token -> rows.add(row(token)));
    int[] widths = new int[TITLES.size()];
    for (List<String> row : rows) {
      Arrays.setAll(widths, column -> Math.max(widths[column], row.get(column).length()));
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        String cell = row.get(column);
        line.append(cell).repeat(' ', widths[column] - cell.length() + 2);
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private static List<String> row(JsonNode token) {
    List<String> permissions = new ArrayList<>();
    token.path("permissions").forEach(permission -> permissions.add(permission.asText()));
    return List.of(
        token.path("id").asText(),
        printable(token.path("name").asText()),
        String.join(",", permissions),
        printable(token.path("scope").asText()),
        token.path("created_at").asText(),
        token.path("expires_at").asText("never"),
        token.path("item_id").asText("-"),
        token.path("usable").asBoolean() ? "yes" : "no");
  }

  /// Control characters would steer the terminal.
  private static String printable(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .map(c -> Character.getType(c) == Character.CONTROL || isInvisible(c) ? '?' : c)
        .forEach(shown::appendCodePoint);
    return shown.toString();
  }

  private static boolean isInvisible(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.SURROGATE;
  }
}
