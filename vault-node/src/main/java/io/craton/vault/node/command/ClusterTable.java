package io.craton.vault.node.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.node.command.output.Printable;
import io.craton.vault.node.command.output.Table;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// The nodes of a cluster as a table for people.
final class ClusterTable {
  private ClusterTable() {}

  static void print(JsonNode cluster, PrintWriter out) {
    out.println(
        Printable.text(
            "leader %s, term %s; asked %s, which is %s"
                .formatted(
                    cluster.path("leader").asText("unknown"),
                    cluster.path("term").asText(),
                    cluster.path("node").asText(),
                    cluster.path("ready").asBoolean() ? "ready" : "not ready")));
    for (String list : List.of("reasons", "warnings")) {
      cluster.path(list).forEach(line -> out.println("  " + Printable.text(line.asText())));
    }
    Table table =
        Table.titled("NODE", "STANDING", "ROLE", "APPLIED", "LAG", "RAFT", "PEER", "REMARKS");
    cluster.path("members").forEach(member -> add(table, member));
    table.print(out, OptionalInt.empty());
  }

  private static void add(Table table, JsonNode member) {
    List<String> remarks = new ArrayList<>();
    member.path("reasons").forEach(reason -> remarks.add(reason.asText()));
    table.row(
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
