package io.craton.vault.node.command;

import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import io.craton.vault.node.running.Credentials;
import java.time.InstantSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Work on configurations.
@Command(name = "config", description = "Works on a configuration.")
final class ConfigCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new picocli.CommandLine.ParameterException(spec.commandLine(), "a command is missing");
  }

  /// Finds what is wrong without starting anything.
  @Command(
      name = "check",
      description = "Checks a configuration and the files it names; starts nothing.")
  int check(@Mixin ConfigurationOptions options) throws StartFailure {
    Configuration configuration = options.load();
    Credentials.load(configuration, InstantSource.system()).close();
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
}
