package io.craton.vault.node.command.item;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.node.exit.ExitCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What a new item is called and where it is put.
final class NewItemOptions {
  @Option(names = "--name", paramLabel = "NAME", description = "Unique in its folder.")
  private @Nullable String name;

  @Option(
      names = "--folder",
      paramLabel = "PATH",
      description = "The folder it is put into, made if missing; without it, one for its type.")
  private @Nullable String folder;

  @Option(names = "--tag", paramLabel = "TAG", description = "A label; may be repeated.")
  private List<String> tags = new ArrayList<>();

  @Option(
      names = "--metadata",
      paramLabel = "KEY=VALUE",
      description = "A note, not secret; may be repeated.")
  private Map<String, String> metadata = new LinkedHashMap<>();

  @Option(
      names = "--disabled-at",
      paramLabel = "TIME",
      description = "When it ends, such as 2030-01-01T00:00:00Z.")
  private @Nullable String end;

  @Option(names = "--id-only", description = "Prints the new item's id and nothing else.")
  private boolean idOnly;

  void addTo(ObjectNode request) {
    if (name != null) {
      request.put("name", name);
    }
    if (folder != null) {
      request.put("folder", folder);
    }
    if (!tags.isEmpty()) {
      tags.forEach(request.putArray("tags")::add);
    }
    if (!metadata.isEmpty()) {
      metadata.forEach(request.putObject("metadata")::put);
    }
    if (end != null) {
      request.put("disabled_at", end);
    }
  }

  /// Prints what was made.
  ExitCode show(ApiCommand command, JsonNode item) {
    if (!idOnly) {
      return command.show(item);
    }
    command.output().line(item.path("id").asText());
    return ExitCode.OK;
  }
}
