package io.craton.vault.node.command.item;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.node.command.client.ConnectionOptions;
import io.craton.vault.node.command.client.Vault;
import io.craton.vault.node.command.output.OutputOptions;
import io.craton.vault.node.command.shell.Shell;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// A command that uses the public API.
abstract class ApiCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public final Integer call() throws StartFailure, InterruptedException {
    try (Vault vault = connection.connect()) {
      return run(vault).code();
    }
  }

  /// Does it, and says how the process is to end.
  abstract ExitCode run(Vault vault) throws StartFailure, InterruptedException;

  final OutputOptions output() {
    return output;
  }

  final Shell shell() {
    return Shell.of(spec);
  }

  /// An empty request.
  static ObjectNode request() {
    return JsonNodeFactory.instance.objectNode();
  }

  /// Prints an item with its versions.
  final ExitCode show(JsonNode item) {
    if (output.json()) {
      output.print(item);
      return ExitCode.OK;
    }
    output.print(ItemTables.fields(item));
    if (!item.path("item_versions").isEmpty()) {
      output.line("");
      output.print(ItemTables.versions(item));
    }
    return ExitCode.OK;
  }

  /// Prints a result of one text: the text alone, or the whole answer as JSON.
  final ExitCode show(JsonNode answer, String member) {
    if (output.json()) {
      output.print(answer);
    } else {
      output.line(answer.path(member).asText());
    }
    return ExitCode.OK;
  }

  /// Prints whether a signature is valid; the exit code says so too.
  final ExitCode verdict(JsonNode answer) {
    boolean valid = answer.path("valid_signature").asBoolean();
    if (output.json()) {
      output.print(answer);
    } else {
      output.line(valid ? "valid" : "invalid");
    }
    return valid ? ExitCode.OK : ExitCode.SIGNATURE_INVALID;
  }

  /// Writes bytes to standard output as they are.
  final void write(byte[] bytes) throws StartFailure {
    try {
      spec.commandLine().getOut().flush();
      shell().out().write(bytes);
      shell().out().flush();
    } catch (IOException e) {
      throw new StartFailure(
          ExitCode.DATA_UNUSABLE, "standard output cannot be written: " + e.getMessage(), e);
    }
  }

  /// Writes a text to standard output as it is, with an end of line for a person only.
  final void writeText(byte[] utf8) throws StartFailure {
    write(utf8);
    boolean ended = utf8.length > 0 && utf8[utf8.length - 1] == '\n';
    if (shell().terminal().output() && !ended) {
      write(new byte[] {'\n'});
    }
  }
}
