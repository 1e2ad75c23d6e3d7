package io.craton.vault.node.command.item;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.node.command.client.Vault;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Changes the state of a version.
@Command(
    name = "state",
    description =
        "Changes the state of a version. When this returns, no node uses it otherwise than the new"
            + " state allows.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  craton item state /keys/release-signing --to suspended",
      "  craton item state pvi_… --version 1 --to deactivated",
      "  craton item state pvi_… --version 1 --to compromised --destroy-period 30d"
    })
final class StateCommand extends ApiCommand {
  @Mixin private ItemChoice choice = new ItemChoice();

  @Option(
      names = "--to",
      paramLabel = "STATE",
      required = true,
      completionCandidates = Choices.States.class,
      description = "${COMPLETION-CANDIDATES}; destroyed is for good.")
  private String state = "";

  @Option(
      names = "--version",
      paramLabel = "NUMBER",
      description = "The version; the current one if absent.")
  private @Nullable Integer version;

  @Option(
      names = "--destroy-period",
      paramLabel = "PERIOD",
      description = "After what time a compromised version is destroyed, such as 30d.")
  private @Nullable String destroyPeriod;

  @Override
  ExitCode run(Vault vault) throws StartFailure, InterruptedException {
    ObjectNode request = request().put("id", choice.id(vault)).put("state", state);
    if (version != null) {
      request.put("version", version);
    }
    if (destroyPeriod != null) {
      request.put("destroy_period", destroyPeriod);
    }
    return show(vault.write("/v2/state/change", request));
  }
}
