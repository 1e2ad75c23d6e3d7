package io.craton.vault.node.command;

import io.craton.vault.node.command.shell.Shell;
import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.configuration.EffectiveValue;
import io.craton.vault.node.exit.StartFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// How a command is told its configuration.
public final class ConfigurationOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec mixee = CommandSpec.create();

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

  /// The configuration, checked.
  public Configuration load() throws StartFailure {
    return Configuration.load(file, Shell.of(mixee).environment(), set);
  }

  /// Every key with what holds, and where that was set.
  List<EffectiveValue> effective() throws StartFailure {
    return EffectiveValue.read(file, Shell.of(mixee).environment(), set);
  }
}
