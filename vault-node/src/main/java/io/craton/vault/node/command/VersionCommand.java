package io.craton.vault.node.command;

import io.craton.vault.node.running.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Says which version this is.
@Command(
    name = "version",
    description = "Prints the version.",
    footerHeading = "%nExamples:%n",
    footer = {"  craton version"})
final class VersionCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine()
        .getOut()
        .println("craton " + Version.text() + " on Java " + Runtime.version().feature());
  }
}
