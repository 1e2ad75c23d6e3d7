package io.craton.vault.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.decision.ItemSummary;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.VersionSummary;
import io.craton.vault.core.rotation.EffectiveRotation;
import io.craton.vault.core.service.Call;
import io.craton.vault.core.service.ItemDetails;
import io.craton.vault.core.service.ItemDetails.VersionDetails;
import io.craton.vault.core.service.ItemLister;
import io.craton.vault.core.service.ItemReader;
import io.craton.vault.http.request.Timestamps;
import io.craton.vault.http.wire.Pem;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// Items as JSON. Contract sections 3.4 to 3.6: what has no value is absent, never null.
/// Thread-safe.
final class ItemJson implements ItemAnswers {
  private final InstantSource clock;

  /// @param clock decides whether an item with an end is still enabled
  ItemJson(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Result made(Call call, ItemSummary summary) {
    return written(summary);
  }

  @Override
  public Result updated(ItemSummary summary) {
    return written(summary);
  }

  @Override
  public Result stateChanged(ItemSummary summary) {
    return written(summary);
  }

  @Override
  public Result folderMade(ItemSummary summary) {
    return written(summary);
  }

  /// An item with one version and no material.
  private Result written(ItemSummary summary) {
    return out -> {
      out.writeStartObject();
      header(out, summary.item(), summary.folder(), summary.rotation());
      currentVersion(out, summary.version());
      out.writeEndObject();
    };
  }

  /// An item with versions and their material: the answer to `get`.
  Result read(ItemDetails details) {
    return new DetailsResult(details);
  }

  /// A page of items with versions and their material: the answer to `get_bulk`.
  Result bulk(ItemReader.Bulk bulk) {
    return new BulkResult(bulk);
  }

  /// A row of a list.
  void listed(JsonGenerator out, ItemLister.Row row) throws IOException {
    ItemSummary summary = row.summary();
    out.writeStartObject();
    header(out, summary.item(), summary.folder(), summary.rotation());
    currentVersion(out, summary.version());
    out.writeArrayFieldStart("compromised_versions");
    for (VersionSummary version : row.compromised()) {
      version(out, version);
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private void header(JsonGenerator out, Item item, FolderPath folder, EffectiveRotation rotation)
      throws IOException {
    out.writeStringField("id", item.id().toString());
    out.writeStringField("type", item.type().wireName());
    out.writeStringField("name", item.place().name());
    out.writeStringField("folder", folder.toString());
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
    time(out, "created_at", Optional.of(item.history().createdAt()));
    if (item.isFolder()) {
      RotationJson.folder(out, item.rotation());
      RotationJson.inherited(out, rotation);
      return;
    }
    out.writeBooleanField("enabled", item.availability().enabledAt(clock.instant()));
    out.writeNumberField("num_versions", item.history().versionCount());
    time(out, "disabled_at", item.availability().disabledAt());
    time(out, "last_rotated", item.history().lastRotated());
    kind(out, item);
    if (item.kind().rotatesByPolicy()) {
      RotationJson.item(out, item, rotation);
    }
  }

  private static void kind(JsonGenerator out, Item item) throws IOException {
    switch (item.kind()) {
      case ItemKind.Key key -> {
        out.writeStringField("algorithm", key.algorithm().wireName());
        out.writeStringField("purpose", key.algorithm().purpose().wireName());
        out.writeBooleanField("exportable", key.exportable());
      }
      case ItemKind.ClientSecret client -> {
        out.writeStringField("client_id", client.clientId());
        out.writeStringField(
            "expiration", item.availability().disabledAt().map(Timestamps::format).orElse(""));
        if (client.encryptingItem().isEmpty()) {
          // The Python SDK insists on a string for client secrets.
          out.writeStringField("encrypting_item_id", "");
        }
      }
      case ItemKind.Secret secret -> {
        // Has nothing of its own.
      }
      case ItemKind.Token token -> {
        // Has nothing of its own.
      }
      case ItemKind.Folder folder -> {
        // Was written above.
      }
    }
    Optional<ItemId> encrypting = item.kind().encryptedUnder();
    if (encrypting.isPresent()) {
      out.writeStringField("encrypting_item_id", encrypting.get().toString());
    }
  }

  private static void currentVersion(JsonGenerator out, Optional<VersionSummary> version)
      throws IOException {
    if (version.isPresent()) {
      out.writeArrayFieldStart("item_versions");
      version(out, version.get());
      out.writeEndObject();
      out.writeEndArray();
    }
  }

  /// Leaves the object open.
  private static void version(JsonGenerator out, VersionSummary version) throws IOException {
    out.writeStartObject();
    out.writeNumberField("version", version.number().value());
    out.writeStringField("state", version.state().wireName());
    time(out, "created_at", Optional.of(version.createdAt()));
    time(out, "rotated_at", version.rotatedAt());
    time(out, "destroyed_at", version.destruction());
  }

  /// A time, if there is one.
  static void time(JsonGenerator out, String name, Optional<Instant> time) throws IOException {
    if (time.isPresent()) {
      out.writeStringField(name, Timestamps.format(time.get()));
    }
  }

  /// Writes a secret without making a string of it.
  static void secret(JsonGenerator out, String name, SecretBytes secret) throws IOException {
    byte[] utf8 = secret.toArray();
    try {
      out.writeFieldName(name);
      out.writeUTF8String(utf8, 0, utf8.length);
    } finally {
      Arrays.fill(utf8, (byte) 0);
    }
  }

  /// What may be shown of a version's material.
  static void material(JsonGenerator out, ItemKind kind, VersionDetails version)
      throws IOException {
    boolean client = kind instanceof ItemKind.ClientSecret;
    if (version.secretId().isPresent()) {
      out.writeStringField("client_secret_id", version.secretId().get());
    }
    if (version.secret().isPresent()) {
      secret(out, client ? "client_secret" : "secret", version.secret().get());
    }
    if (version.publicKey().isPresent()) {
      out.writeStringField("public_key", Pem.of(version.publicKey().get()));
    }
  }

  private final class DetailsResult implements Result {
    private final ItemDetails details;

    DetailsResult(ItemDetails details) {
      this.details = details;
    }

    @Override
    public void write(JsonGenerator out) throws IOException {
      details(out, details);
    }

    @Override
    public void close() {
      details.close();
    }
  }

  private void details(JsonGenerator out, ItemDetails details) throws IOException {
    out.writeStartObject();
    header(out, details.item(), details.folder(), details.rotation());
    if (!details.item().isFolder()) {
      out.writeArrayFieldStart("item_versions");
      for (VersionDetails version : details.versions()) {
        version(out, version.summary());
        ItemKind kind = details.item().kind();
        material(out, kind, version);
        if (kind instanceof ItemKind.Token && version.secret().isPresent()) {
          secret(out, "token", version.secret().get());
        }
        out.writeEndObject();
      }
      out.writeEndArray();
    }
    out.writeEndObject();
  }

  private final class BulkResult implements Result {
    private final ItemReader.Bulk bulk;

    BulkResult(ItemReader.Bulk bulk) {
      this.bulk = bulk;
    }

    @Override
    public void write(JsonGenerator out) throws IOException {
      out.writeStartObject();
      out.writeArrayFieldStart("items");
      for (ItemDetails item : bulk.items()) {
        details(out, item);
      }
      out.writeEndArray();
      Cursors.write(out, bulk.next());
      out.writeEndObject();
    }

    @Override
    public void close() {
      bulk.close();
    }
  }
}
