package io.craton.vault.node.command;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.node.command.output.OutputOptions;
import io.craton.vault.node.command.output.Table;
import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.configuration.EffectiveValue;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import io.craton.vault.node.running.ConfigurationCheck;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Work on configurations.
@Command(name = "config", description = "Checks and shows a configuration.")
final class ConfigCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /// Finds what is wrong without starting anything.
  @Command(
      name = "check",
      description = "Checks a configuration and the files it names; starts nothing.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  craton config check --config node.yaml",
        "  craton config check --config node.yaml --ports      # before the node is started"
      })
  int check(
      @Mixin ConfigurationOptions options,
      @Option(
              names = "--ports",
              description =
                  "Also checks that the node's addresses are free: for a node that is not running.")
          boolean ports)
      throws StartFailure {
    Configuration configuration = options.load();
    List<StartFailure> failures = ConfigurationCheck.of(configuration, ports);
    if (!failures.isEmpty()) {
      failures.forEach(failure -> Failures.print(failure, spec.commandLine().getErr()));
      return failures.getFirst().code().code();
    }
    spec.commandLine()
        .getOut()
        .println(
            "configuration of node "
                + configuration.node().name()
                + " in cluster "
                + configuration.cluster().id()
                + " is good");
    return ExitCode.OK.code();
  }

  /// Shows what holds.
  @Command(
      name = "show",
      description =
          "Shows the value of every key, and whether the file, the environment or an"
              + " argument set it.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  craton config show --config node.yaml",
        "  craton config show --config node.yaml --set http.port=9000 --output json"
      })
  int show(@Mixin ConfigurationOptions options, @Mixin OutputOptions output) throws StartFailure {
    List<EffectiveValue> values = options.effective();
    if (output.json()) {
      ObjectNode document = JsonMapper.builder().build().createObjectNode();
      ArrayNode keys = document.putArray("values");
      values.forEach(value ->
          keys.addObject()
              .put("key", value.key())
              .put("value", value.value())
              .put("source", value.source()));
      output.print(document);
    } else {
      Table table = Table.titled("KEY", "VALUE", "SOURCE");
      values.forEach(value -> table.row(value.key(), value.value(), value.source()));
      output.print(table);
    }
    return ExitCode.OK.code();
  }
}
