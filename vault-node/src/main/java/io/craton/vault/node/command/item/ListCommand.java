package io.craton.vault.node.command.item;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.core.Limits;
import io.craton.vault.node.command.client.Vault;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Lists items.
@Command(
    name = "list",
    description = "Lists items, without their values. Conditions all have to be met.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  craton item list --folder /services/db",
      "  craton item list --type asymmetric_key --all --output json | jq -r '.items[].id'",
      "  craton item list --filter next_rotation__lt=2030-01-01 --order-by next_rotation",
      "  craton item list --name-contains password --metadata owner=billing"
    })
final class ListCommand extends ApiCommand {
  @Option(
      names = "--folder",
      paramLabel = "PATH",
      description = "What is directly in that folder; without it, everything at any depth.")
  private @Nullable String folder;

  @Option(names = "--name", paramLabel = "NAME", description = "Items of exactly that name.")
  private @Nullable String name;

  @Option(
      names = "--name-contains",
      paramLabel = "TEXT",
      description = "Items whose name contains that; may be repeated.")
  private List<String> nameParts = new ArrayList<>();

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "secret, symmetric_key, asymmetric_key, pangea_token or folder.")
  private @Nullable String type;

  @Option(names = "--tag", paramLabel = "TAG", description = "Items with that label.")
  private @Nullable String tag;

  @Option(
      names = "--metadata",
      paramLabel = "KEY=VALUE",
      description = "Items with that note; may be repeated.")
  private Map<String, String> metadata = new LinkedHashMap<>();

  @Option(
      names = "--filter",
      paramLabel = "FIELD=VALUE",
      description =
          "Any filter of the API, such as created_at__gt=2030-01-01 or algorithm=ED25519; may be"
              + " repeated.")
  private Map<String, String> filters = new LinkedHashMap<>();

  @Option(
      names = "--order-by",
      paramLabel = "FIELD",
      description = "Such as name, created_at or next_rotation; by folder and name if absent.")
  private @Nullable String order;

  @Option(names = "--descending", description = "The last ones first.")
  private boolean descending;

  @Option(names = "--size", paramLabel = "COUNT", description = "Items of a page; 50 if absent.")
  private @Nullable Integer size;

  @Option(
      names = "--after",
      paramLabel = "CURSOR",
      description = "The page after that one, from 'last' of its JSON.")
  private @Nullable String after;

  @Option(names = "--all", description = "All pages.")
  private boolean all;

  @Override
  ExitCode run(Vault vault) throws StartFailure, InterruptedException {
    ObjectNode request = query();
    JsonNode page = vault.read("/v2/list", request);
    List<JsonNode> items = new ArrayList<>();
    page.path("items").forEach(items::add);
    while (all && page.has("last")) {
      request.put("last", page.path("last").asText());
      page = vault.read("/v2/list", request);
      page.path("items").forEach(items::add);
    }
    if (!output().json()) {
      output().print(ItemTables.list(items));
      if (page.has("last")) {
        output().hint("there are more; --all lists them");
      }
      return ExitCode.OK;
    }
    ObjectNode document = request();
    document.putArray("items").addAll(items);
    if (page.has("last")) {
      document.set("last", page.path("last"));
    }
    output().print(document);
    return ExitCode.OK;
  }

  private ObjectNode query() {
    ObjectNode request = request();
    request.put("size", size != null ? size : all ? Limits.PAGE_ITEMS : 50);
    put(request, "order_by", order);
    put(request, "last", after);
    if (descending) {
      request.put("order", "desc");
    }
    ObjectNode filter = request();
    put(filter, "folder", folder);
    put(filter, "name", name);
    put(filter, "type", type);
    put(filter, "tags", tag);
    if (!nameParts.isEmpty()) {
      nameParts.forEach(filter.putArray("name__contains")::add);
    }
    metadata.forEach((key, value) -> filter.put("metadata_" + key, value));
    filters.forEach(filter::put);
    if (!filter.isEmpty()) {
      request.set("filter", filter);
    }
    return request;
  }

  private static void put(ObjectNode object, String field, @Nullable String value) {
    if (value != null) {
      object.put(field, value);
    }
  }
}
