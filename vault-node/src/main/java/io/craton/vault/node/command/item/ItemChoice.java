package io.craton.vault.node.command.item;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.node.command.client.Vault;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which item a command is about. A path or a name is looked up first, for which the token needs
/// `read`; an id is used as it is.
final class ItemChoice {
  private static final String ID = "pvi_";

  @Parameters(
      paramLabel = "ITEM",
      arity = "0..1",
      description = "Its id (pvi_…) or its path (/folder/name).")
  private @Nullable String item;

  @Option(
      names = "--folder",
      paramLabel = "PATH",
      description = "With --name: the folder that the item is in; / if absent.")
  private @Nullable String folder;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The item's name, instead of ITEM; for names with slashes.")
  private @Nullable String name;

  /// The item's id.
  String id(Vault vault) throws StartFailure, InterruptedException {
    if (item != null && name == null && folder == null && item.startsWith(ID)) {
      return item;
    }
    return find(vault).path("id").asText();
  }

  /// The item as a list shows it: without values.
  ///
  /// @throws StartFailure with `NOT_FOUND` when there is none that the token may see
  JsonNode find(Vault vault) throws StartFailure, InterruptedException {
    ObjectNode request = ApiCommand.request();
    request.put("size", 1);
    request.set("filter", filter());
    JsonNode items = vault.read("/v2/list", request).path("items");
    if (items.isEmpty()) {
      throw new StartFailure(
          ExitCode.NOT_FOUND, "there is no item " + described() + " that the token may see");
    }
    return items.get(0);
  }

  private ObjectNode filter() throws StartFailure {
    ObjectNode filter = ApiCommand.request();
    String given = item;
    if (given != null && (name != null || folder != null)) {
      throw new StartFailure(ExitCode.USAGE, "give ITEM or --folder and --name, not both");
    }
    if (given == null) {
      if (name == null) {
        throw new StartFailure(
            ExitCode.USAGE,
            "name an item: its id (pvi_…), its path (/folder/name), or --folder and --name");
      }
      return filter.put("folder", folder == null ? "/" : folder).put("name", name);
    }
    if (given.startsWith(ID)) {
      return filter.put("id", given);
    }
    int slash = given.lastIndexOf('/');
    if (!given.startsWith("/") || slash == given.length() - 1) {
      throw new StartFailure(
          ExitCode.USAGE, "expected an id (pvi_…) or a path (/folder/name), found '" + given + "'");
    }
    return filter
        .put("folder", slash == 0 ? "/" : given.substring(0, slash))
        .put("name", given.substring(slash + 1));
  }

  private String described() {
    return item != null ? item : "'" + name + "' in " + (folder == null ? "/" : folder);
  }
}
