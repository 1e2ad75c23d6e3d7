package io.craton.vault.node.command;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Has load balancers take a node out without stopping it.
@Command(
    name = "drain",
    description = {
      "Has a node say that it is not ready, so that load balancers take it out, while it serves"
          + " on.",
      "It is forgotten when the node starts anew. A node that is stopped drains by itself."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  craton drain --config node.yaml", "  craton drain --config node.yaml --undo"})
final class DrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private AdminOptions admin = new AdminOptions();

  @Option(names = "--undo", description = "Has load balancers take the node in again.")
  private boolean undo;

  @Override
  public Integer call() throws StartFailure, InterruptedException {
    try (SecretBytes token = admin.token()) {
      var _ = admin.calls().post("/admin/v1/drain", token, "{\"draining\":" + !undo + "}");
    }
    spec.commandLine().getOut().println(undo ? "not draining" : "draining");
    return ExitCode.OK.code();
  }
}
