package io.craton.vault.node.command;

import io.craton.vault.node.exit.StartFailure;
import io.craton.vault.node.running.NodeProcess;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Runs a node until it is told to stop.
@Command(
    name = "server",
    description = "Runs a node until SIGTERM or SIGINT.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  craton server --config node.yaml",
      "  craton server --config node.yaml --set log.level=debug"
    })
final class ServerCommand implements Callable<Integer> {
  @Mixin private ConfigurationOptions options = new ConfigurationOptions();

  @Override
  public Integer call() throws StartFailure {
    return NodeProcess.run(options.load()).code();
  }
}
