package io.craton.vault.node.command.item;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.node.command.client.Vault;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Gives an item a new version.
@Command(
    name = "rotate",
    description =
        "Gives an item a new version: a secret the value that is given, a token a random one, a key"
            + " one that the HSM makes.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  craton item rotate /services/db/password                # asks for the new value",
      "  craton item rotate /keys/release-signing --superseded suspended",
      "  craton item rotate /tokens/billing --grace-period 1h"
    })
final class RotateCommand extends ApiCommand {
  @Mixin private ItemChoice choice = new ItemChoice();
  @Mixin private ValueOptions value = new ValueOptions();
  @Mixin private MaterialOptions material = new MaterialOptions();

  @Option(
      names = "--superseded",
      paramLabel = "STATE",
      completionCandidates = Choices.Superseded.class,
      description =
          "What becomes of the version before: ${COMPLETION-CANDIDATES}; as its policy says if"
              + " absent.")
  private @Nullable String superseded;

  @Option(
      names = "--grace-period",
      paramLabel = "PERIOD",
      description = "How long the token before still works, such as 1h.")
  private @Nullable String grace;

  @Override
  ExitCode run(Vault vault) throws StartFailure, InterruptedException {
    JsonNode item = choice.find(vault);
    ObjectNode request = request().put("id", item.path("id").asText());
    if (superseded != null) {
      request.put("rotation_state", superseded);
    }
    if (grace != null) {
      request.put("rotation_grace_period", grace);
    }
    String type = item.path("type").asText();
    if (type.endsWith("_key")) {
      material.addTo(request, shell());
      return show(vault.write("/v2/key/rotate", request));
    }
    if (material.given()) {
      throw new StartFailure(
          ExitCode.USAGE, "the item is a " + type + ", and takes no key; see --value-file");
    }
    if (type.equals("secret")) {
      request.put("secret", value.read(shell()));
    }
    return show(vault.write("/v2/secret/rotate", request));
  }
}
