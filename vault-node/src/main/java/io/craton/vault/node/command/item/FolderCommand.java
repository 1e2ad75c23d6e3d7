package io.craton.vault.node.command.item;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.node.command.client.Vault;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Work on folders.
@Command(
    name = "folder",
    description = "Makes folders. Other commands take them as items.",
    subcommands = FolderCommand.Create.class)
final class FolderCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /// Makes a folder.
  @Command(
      name = "create",
      description =
          "Makes a folder, and those above it that are missing. One that exists gets what is"
              + " given.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  craton item folder create /services/db",
        "  craton item folder create /services/db --rotation-frequency 90d --rotation-state"
            + " destroyed"
      })
  static final class Create extends ApiCommand {
    @Parameters(paramLabel = "PATH", description = "Such as /services/db.")
    private String path = "";

    @Option(names = "--tag", paramLabel = "TAG", description = "A label; may be repeated.")
    private List<String> tags = new ArrayList<>();

    @Option(
        names = "--metadata",
        paramLabel = "KEY=VALUE",
        description = "A note, not secret; may be repeated.")
    private Map<String, String> metadata = new LinkedHashMap<>();

    @Mixin private PolicyOptions policy = new PolicyOptions();

    @Override
    ExitCode run(Vault vault) throws StartFailure, InterruptedException {
      ObjectNode request = request().put("name", path).put("folder", "/");
      if (!tags.isEmpty()) {
        tags.forEach(request.putArray("tags")::add);
      }
      if (!metadata.isEmpty()) {
        metadata.forEach(request.putObject("metadata")::put);
      }
      policy.addTo(request);
      return show(vault.write("/v2/folder/create", request));
    }
  }
}
