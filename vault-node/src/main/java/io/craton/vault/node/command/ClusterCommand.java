package io.craton.vault.node.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Work on a cluster and its nodes.
@Command(
    name = "cluster",
    description = "Works on a cluster and its nodes.",
    subcommands = {ReloadCertificatesCommand.class})
final class ClusterCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
