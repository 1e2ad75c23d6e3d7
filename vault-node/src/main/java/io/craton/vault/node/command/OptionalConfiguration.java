package io.craton.vault.node.command;

import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.exit.StartFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// As [ConfigurationOptions], for a command that can do some of its work without a configuration.
final class OptionalConfiguration {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration of a node, in YAML, for its HSM.")
  private @Nullable Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key of the file and of the environment; may be repeated.")
  private List<String> set = new ArrayList<>();

  Optional<Configuration> load() throws StartFailure {
    return file == null
        ? Optional.empty()
        : Optional.of(Configuration.load(file, System.getenv(), set));
  }
}
