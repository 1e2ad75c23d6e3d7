package io.craton.vault.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.craton.vault.core.decision.ItemSummary;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.item.VersionSummary;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.rotation.EffectiveRotation;
import io.craton.vault.core.service.Call;
import io.craton.vault.core.service.ItemDetails;
import io.craton.vault.core.service.ItemDetails.VersionDetails;
import io.craton.vault.core.service.ItemLister;
import io.craton.vault.core.service.ItemReader;
import io.craton.vault.core.service.ListQuery;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.service.VersionSelector;
import io.craton.vault.http.wire.ResultWriter;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Items as v1 had them. Contract section 2.30: what has no value is absent, never null.
/// Thread-safe.
final class LegacyJson implements ItemAnswers {
  private final ItemReader reader;
  private final InstantSource clock;

  /// @param reader of what v1 echoes after a write
  /// @param clock decides whether an item with an end is still enabled
  LegacyJson(ItemReader reader, InstantSource clock) {
    this.reader = reader;
    this.clock = clock;
  }

  /// The item with the material of the version that was made, as far as the caller may read it.
  @Override
  public Result made(Call call, ItemSummary summary) throws RequestRefused, Unavailable {
    Item item = summary.item();
    VersionNumber number = summary.version().orElseThrow().number();
    try {
      ItemDetails details = reader.get(call, item.id(), new VersionSelector.Numbered(number));
      return new Holding(List.of(details), out -> made(out, item, number, Optional.of(details)));
    } catch (RequestRefused unreadable) {
      // It was made all the same.
      return out -> made(out, item, number, Optional.empty());
    }
  }

  private static void made(
      JsonGenerator out, Item item, VersionNumber number, Optional<ItemDetails> read)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("id", item.id().toString());
    out.writeStringField("type", item.type().wireName());
    out.writeNumberField("version", number.value());
    kind(out, item);
    if (read.isPresent()) {
      for (VersionDetails version : read.get().versions()) {
        ItemJson.material(out, item.kind(), version);
      }
    }
    out.writeEndObject();
  }

  @Override
  public Result updated(ItemSummary summary) {
    return id(summary.item().id());
  }

  @Override
  public Result folderMade(ItemSummary summary) {
    return id(summary.item().id());
  }

  private static Result id(ItemId id) {
    return out -> {
      out.writeStartObject();
      out.writeStringField("id", id.toString());
      out.writeEndObject();
    };
  }

  @Override
  public Result stateChanged(ItemSummary summary) {
    VersionSummary version = summary.version().orElseThrow();
    return out -> {
      out.writeStartObject();
      out.writeStringField("id", summary.item().id().toString());
      state(out, version);
      ItemJson.time(out, "destroy_at", version.destruction());
      out.writeEndObject();
    };
  }

  /// One item.
  ///
  /// @param read the item with its current version
  /// @param wanted the item with the versions that were asked for, if any were
  /// @param states of the versions to show
  /// @param verbose whether to tell what its owner noted, and its rotation policy
  Result read(
      ItemDetails read, Optional<ItemDetails> wanted, Set<StateName> states, boolean verbose) {
    List<VersionDetails> shown =
        wanted.map(ItemDetails::versions).orElse(List.of()).stream()
            .filter(version -> states.contains(version.summary().state()))
            .toList();
    return new Holding(
        Stream.concat(Stream.of(read), wanted.stream()).toList(),
        out -> {
          Item item = read.item();
          out.writeStartObject();
          header(out, item, read.folder());
          if (verbose) {
            more(out, item, read.rotation());
          }
          if (!item.isFolder()) {
            out.writeFieldName("current_version");
            version(out, item.kind(), read.versions().getLast());
            out.writeArrayFieldStart("versions");
            for (VersionDetails version : shown) {
              version(out, item.kind(), version);
            }
            out.writeEndArray();
          }
          out.writeEndObject();
        });
  }

  /// A page of a list.
  ///
  /// @param count how many items there are on all pages
  Result list(ItemLister.Page page, long count) {
    return out -> {
      startList(out);
      for (ItemLister.Row row : page.items()) {
        ItemSummary summary = row.summary();
        listed(out, summary.item(), summary.folder(), summary.rotation());
        out.writeArrayFieldStart("compromised_versions");
        for (VersionSummary version : row.compromised()) {
          out.writeStartObject();
          version(out, version);
          out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
      }
      endList(out, page.next(), count);
    };
  }

  /// A page of a list with the current values.
  ///
  /// @param count how many items there are on all pages
  Result list(ItemReader.Bulk page, long count) {
    return new Holding(
        page.items(),
        out -> {
          startList(out);
          for (ItemDetails details : page.items()) {
            listed(out, details.item(), details.folder(), details.rotation());
            for (VersionDetails current : details.versions()) {
              ItemJson.material(out, details.item().kind(), current);
            }
            out.writeEndObject();
          }
          endList(out, page.next(), count);
        });
  }

  private static void startList(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("items");
  }

  private static void endList(JsonGenerator out, Optional<ListQuery.Cursor> next, long count)
      throws IOException {
    out.writeEndArray();
    out.writeNumberField("count", count);
    Cursors.write(out, next);
    out.writeEndObject();
  }

  /// Leaves the object open.
  private void listed(JsonGenerator out, Item item, FolderPath folder, EffectiveRotation rotation)
      throws IOException {
    out.writeStartObject();
    header(out, item, folder);
    more(out, item, rotation);
    if (!item.isFolder()) {
      out.writeNumberField("current_version", item.history().versionCount());
    }
  }

  private void header(JsonGenerator out, Item item, FolderPath folder) throws IOException {
    out.writeStringField("id", item.id().toString());
    out.writeStringField("type", item.type().wireName());
    out.writeStringField("name", item.place().name());
    out.writeStringField("folder", folder.toString());
    ItemJson.time(out, "created_at", Optional.of(item.history().createdAt()));
    if (item.isFolder()) {
      return;
    }
    boolean enabled = item.availability().enabledAt(clock.instant());
    out.writeStringField("item_state", enabled ? "enabled" : "disabled");
    ItemJson.time(out, "expiration", item.availability().disabledAt());
    ItemJson.time(out, "last_rotated", item.history().lastRotated());
    kind(out, item);
  }

  private static void more(JsonGenerator out, Item item, EffectiveRotation rotation)
      throws IOException {
    out.writeObjectFieldStart("metadata");
    for (Map.Entry<String, String> entry : item.labels().metadata().entrySet()) {
      out.writeStringField(entry.getKey(), entry.getValue());
    }
    out.writeEndObject();
    out.writeArrayFieldStart("tags");
    for (String tag : item.labels().tags()) {
      out.writeString(tag);
    }
    out.writeEndArray();
    if (item.isFolder()) {
      RotationJson.folder(out, item.rotation());
      RotationJson.inherited(out, rotation);
    } else if (item.kind().rotatesByPolicy()) {
      RotationJson.item(out, item, rotation);
    }
  }

  private static void kind(JsonGenerator out, Item item) throws IOException {
    if (item.kind() instanceof ItemKind.Key key) {
      out.writeStringField("algorithm", key.algorithm().wireName());
      out.writeStringField("purpose", key.algorithm().purpose().wireName());
    } else if (item.kind() instanceof ItemKind.ClientSecret client) {
      out.writeStringField("client_id", client.clientId());
    }
  }

  private static void version(JsonGenerator out, ItemKind kind, VersionDetails version)
      throws IOException {
    out.writeStartObject();
    version(out, version.summary());
    ItemJson.material(out, kind, version);
    out.writeEndObject();
  }

  private static void version(JsonGenerator out, VersionSummary version) throws IOException {
    state(out, version);
    ItemJson.time(out, "created_at", Optional.of(version.createdAt()));
    ItemJson.time(out, "rotated_at", version.rotatedAt());
    ItemJson.time(out, "destroy_at", version.destruction());
  }

  private static void state(JsonGenerator out, VersionSummary version) throws IOException {
    out.writeNumberField("version", version.number().value());
    out.writeStringField("state", version.state().wireName());
  }

  /// A result with secrets in it.
  private record Holding(List<ItemDetails> secrets, ResultWriter writer) implements Result {
    @Override
    public void write(JsonGenerator out) throws IOException {
      writer.write(out);
    }

    @Override
    public void close() {
      secrets.forEach(ItemDetails::close);
    }
  }
}
