package io.craton.vault.node.command;

import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.exit.StartFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// How a command is told its configuration.
final class ConfigurationOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The node's configuration, in YAML.")
  private Path file = Path.of("");

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key of the file and of the environment; may be repeated.")
  private List<String> set = new ArrayList<>();

  Configuration load() throws StartFailure {
    return Configuration.load(file, System.getenv(), set);
  }
}
