package io.craton.vault.node.command.output;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.node.command.shell.Shell;
import java.io.PrintWriter;
import java.util.OptionalInt;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// How a command prints its result. Standard output has the result and nothing else: one table, or
/// one JSON document.
public final class OutputOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec mixee = CommandSpec.create();

  @Option(
      names = "--output",
      order = 80,
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES}; json is the API's own answer.")
  private Format format = Format.table;

  /// The formats.
  public enum Format {
    table,
    json
  }

  /// Whether JSON was asked for.
  public boolean json() {
    return format == Format.json;
  }

  /// Prints a JSON document.
  public void print(JsonNode document) {
    out().println(document);
  }

  /// Prints a table; cut to the terminal, whole in a pipe.
  public void print(Table table) {
    var terminal = Shell.of(mixee).terminal();
    table.print(
        out(), terminal.output() ? OptionalInt.of(terminal.columns()) : OptionalInt.empty());
  }

  /// Prints a line.
  public void line(String text) {
    out().println(Printable.text(text));
  }

  /// Tells a person something besides the result; nothing when standard error is no terminal.
  public void hint(String text) {
    if (Shell.of(mixee).terminal().errors()) {
      mixee.commandLine().getErr().println("craton: " + Printable.text(text));
    }
  }

  private PrintWriter out() {
    return mixee.commandLine().getOut();
  }
}
