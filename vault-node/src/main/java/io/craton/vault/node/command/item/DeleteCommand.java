package io.craton.vault.node.command.item;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.node.command.client.Vault;
import io.craton.vault.node.command.output.Printable;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Deletes an item.
@Command(
    name = "delete",
    description = "Deletes an item with all its versions, for good; asks before it does.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  craton item delete /services/db/password",
      "  craton item delete pvi_… --yes",
      "  craton item delete /services/db --recursive --yes       # a folder and what is in it"
    })
final class DeleteCommand extends ApiCommand {
  @Mixin private ItemChoice choice = new ItemChoice();

  @Option(names = "--recursive", description = "Of a folder: also what is in it.")
  private boolean recursive;

  @Option(names = "--yes", description = "Does not ask.")
  private boolean yes;

  @Override
  ExitCode run(Vault vault) throws StartFailure, InterruptedException {
    String id = yes ? choice.id(vault) : confirmed(choice.find(vault));
    ObjectNode request = request().put("id", id);
    if (recursive) {
      request.put("recursive", true);
    }
    return show(vault.write("/v2/delete", request), "id");
  }

  private String confirmed(JsonNode item) throws StartFailure {
    String what =
        "Delete the %s '%s' in %s%s, for good? [y/N] "
            .formatted(
                item.path("type").asText(),
                item.path("name").asText(),
                item.path("folder").asText(),
                recursive ? " with all that is in it" : "");
    Optional<String> typed =
        shell().terminal().input()
            ? shell().terminal().person().line(Printable.text(what))
            : Optional.empty();
    if (typed.isEmpty()) {
      throw new StartFailure(ExitCode.USAGE, "nobody is there to be asked; --yes deletes unasked");
    }
    if (!typed.get().strip().equalsIgnoreCase("y")) {
      throw new StartFailure(ExitCode.REFUSED, "nothing was deleted");
    }
    return item.path("id").asText();
  }
}
