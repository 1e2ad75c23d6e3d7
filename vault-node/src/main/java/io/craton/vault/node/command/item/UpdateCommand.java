package io.craton.vault.node.command.item;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.node.command.client.Vault;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Changes an item.
@Command(
    name = "update",
    description = "Changes what is given of an item, and keeps the rest.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  craton item update /services/db/password --tag production --metadata owner=billing",
      "  craton item update pvi_… --new-name db-password --move-to /archive",
      "  craton item update /services/db/password --disable"
    })
final class UpdateCommand extends ApiCommand {
  @Mixin private ItemChoice choice = new ItemChoice();
  @Mixin private PolicyOptions policy = new PolicyOptions();

  @Option(names = "--new-name", paramLabel = "NAME", description = "Renames it.")
  private @Nullable String newName;

  @Option(
      names = "--move-to",
      paramLabel = "PATH",
      description = "Moves it to that folder, which is made if missing.")
  private @Nullable String newFolder;

  @Option(
      names = "--tag",
      paramLabel = "TAG",
      description = "A label, in place of all it has; may be repeated.")
  private List<String> tags = new ArrayList<>();

  @Option(names = "--no-tags", description = "Takes all labels away.")
  private boolean noTags;

  @Option(
      names = "--metadata",
      paramLabel = "KEY=VALUE",
      description = "A note, in place of all it has; may be repeated.")
  private Map<String, String> metadata = new LinkedHashMap<>();

  @Option(names = "--no-metadata", description = "Takes all notes away.")
  private boolean noMetadata;

  @Option(names = "--enable", description = "Lets it be used again.")
  private boolean enable;

  @Option(names = "--disable", description = "Lets nobody use it, until it is enabled.")
  private boolean disable;

  @Option(
      names = "--disabled-at",
      paramLabel = "TIME",
      description = "When it ends, such as 2030-01-01T00:00:00Z, or never.")
  private @Nullable String end;

  @Override
  ExitCode run(Vault vault) throws StartFailure, InterruptedException {
    ObjectNode request = request();
    policy.addTo(request);
    addTo(request);
    if (request.isEmpty()) {
      throw new StartFailure(ExitCode.USAGE, "say what to change; --help has the options");
    }
    request.put("id", choice.id(vault));
    return show(vault.write("/v2/update", request));
  }

  private void addTo(ObjectNode request) throws StartFailure {
    exclude(enable && disable, "--enable", "--disable");
    exclude(noTags && !tags.isEmpty(), "--tag", "--no-tags");
    exclude(noMetadata && !metadata.isEmpty(), "--metadata", "--no-metadata");
    if (newName != null) {
      request.put("name", newName);
    }
    if (newFolder != null) {
      request.put("folder", newFolder);
    }
    if (noTags || !tags.isEmpty()) {
      tags.forEach(request.putArray("tags")::add);
    }
    if (noMetadata || !metadata.isEmpty()) {
      metadata.forEach(request.putObject("metadata")::put);
    }
    if (enable || disable) {
      request.put("enabled", enable);
    }
    if (end != null) {
      request.put("disabled_at", end);
    }
  }

  private static void exclude(boolean both, String one, String other) throws StartFailure {
    if (both) {
      throw new StartFailure(ExitCode.USAGE, "give " + one + " or " + other + ", not both");
    }
  }
}
