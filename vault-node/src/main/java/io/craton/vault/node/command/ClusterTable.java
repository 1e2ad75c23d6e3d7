package io.craton.vault.node.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The nodes of a cluster as a table for people.
final class ClusterTable {
  private static final List<String> TITLES =
      List.of("NODE", "STANDING", "ROLE", "APPLIED", "LAG", "RAFT", "PEER", "REMARKS");

  private ClusterTable() {}

  static void print(JsonNode cluster, PrintWriter out) {
    out.println(
        "leader %s, term %s; asked %s, which is %s"
            .formatted(
                cluster.path("leader").asText("unknown"),
                cluster.path("term").asText(),
                cluster.path("node").asText(),
                cluster.path("ready").asBoolean() ? "ready" : "not ready"));
    for (String list : List.of("reasons", "warnings")) {
      cluster.path(list).forEach(line -> out.println("  " + line.asText()));
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(TITLES);
    cluster.path("members").forEach(member -> rows.add(row(member)));
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

  private static List<String> row(JsonNode member) {
    List<String> remarks = new ArrayList<>();
    member.path("reasons").forEach(reason -> remarks.add(reason.asText()));
    return List.of(
        member.path("name").asText(),
        member.path("standing").asText(),
        member.path("role").asText("-"),
        member.path("applied_index").asText("-"),
        member.path("lag").asText("-"),
        member.path("raft").asText(),
        member.path("peer").asText(),
        remarks.isEmpty() ? "-" : String.join("; ", remarks));
  }
}
