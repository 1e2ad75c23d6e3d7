package io.craton.vault.core.service;

import io.craton.vault.core.Limits;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.decision.Folders;
import io.craton.vault.core.decision.ItemSummary.VersionSummary;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.ItemDetails.VersionDetails;
import io.craton.vault.core.token.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads single items with their material. Thread-safe.
public final class ItemReader {
  private final Views views;
  private final SecretSeals seals;
  private final Set<StateName> readableStates;

  /// @param readableStates the states in which the value of a secret is shown; `compromised` and
  ///   `destroyed` cannot be among them
  public ItemReader(Replica replica, HsmPorts hsm, Sources sources, Set<StateName> readableStates) {
    if (readableStates.contains(StateName.COMPROMISED)
        || readableStates.contains(StateName.DESTROYED)) {
      throw new IllegalArgumentException("compromised and destroyed values are never shown");
    }
    this.views = new Views(replica.state(), sources);
    this.seals = new SecretSeals(hsm.sealer());
    this.readableStates = Set.copyOf(readableStates);
  }

  /// An item with the selected versions. Values of secrets are shown to callers with `secret-read`
  /// while the item is enabled and the version is in a readable state; they are left out otherwise.
  /// For folders the selector has no meaning.
  public ItemDetails get(Call call, ItemId id, VersionSelector selector)
      throws RequestRefused, Unavailable {
    Found found =
        views.read(
            call.caller(),
            reading -> {
              Item item = reading.item(id, Permission.READ);
              FolderPath folder = Folders.pathOf(reading.view(), item.place().parent());
              List<Row> rows = new ArrayList<>();
              for (ItemVersion version : select(reading, item, selector)) {
                rows.add(new Row(version, readable(reading, item, version)));
              }
              return new Found(item, folder, rows);
            });
    List<VersionDetails> versions = new ArrayList<>();
    for (Row row : found.rows()) {
      versions.add(open(call, row));
    }
    ItemDetails details = new ItemDetails(found.item(), found.folder(), versions);
    return recheck(call, details, selector);
  }

  /// Opens what was sealed only if it is still to be shown after the HSM answered.
  private ItemDetails recheck(Call call, ItemDetails details, VersionSelector selector)
      throws RequestRefused, Unavailable {
    if (details.versions().stream().noneMatch(version -> version.secret().isPresent())) {
      return details;
    }
    try {
      boolean still = views.read(call.caller(), reading -> stillReadable(reading, details));
      if (still) {
        return details;
      }
    } catch (RequestRefused | Unavailable e) {
      details.close();
      throw e;
    }
    details.close();
    return get(call, details.item().id(), selector);
  }

  private boolean stillReadable(Reading reading, ItemDetails details) throws RequestRefused {
    Item item = reading.item(details.item().id(), Permission.READ);
    for (VersionDetails shown : details.versions()) {
      if (shown.secret().isPresent()) {
        ItemVersion version = reading.version(item.id(), shown.summary().number());
        if (readable(reading, item, version).isEmpty()) {
          return false;
        }
      }
    }
    return true;
  }

  private VersionDetails open(Call call, Row row) throws Unavailable {
    VersionSummary summary = VersionSummary.of(row.version());
    Optional<SecretBytes> secret = Optional.empty();
    if (row.sealed().isPresent()) {
      SealedValue value = row.sealed().get();
      secret =
          Optional.of(seals.open(value.kek(), row.version().id(), value.sealed(), call.deadline()));
    }
    return new VersionDetails(summary, secret, publicKey(row.version()));
  }

  private Optional<SealedValue> readable(Reading reading, Item item, ItemVersion version) {
    boolean shown =
        readableStates.contains(version.state().name())
            && item.availability().enabledAt(reading.now())
            && reading.grant().permissions().contains(Permission.SECRET_READ);
    if (!shown || !(version.state().heldMaterial().orElse(null) instanceof Material.Sealed s)) {
      return Optional.empty();
    }
    return Optional.of(new SealedValue(reading.kek(s.kek()), s));
  }

  private static Optional<PublicKey> publicKey(ItemVersion version) {
    return version.state().heldMaterial().flatMap(ItemReader::publicKey);
  }

  private static Optional<PublicKey> publicKey(Material material) {
    return switch (material) {
      case Material.HsmKey key -> key.publicKey();
      case Material.Sealed sealed -> Optional.empty();
    };
  }

  private static List<ItemVersion> select(Reading reading, Item item, VersionSelector selector)
      throws RequestRefused {
    if (item.kind() instanceof ItemKind.Folder) {
      return List.of();
    }
    int current = item.history().versionCount();
    return switch (selector) {
      case VersionSelector.Current all -> range(reading, item, current, current);
      case VersionSelector.Numbered(VersionNumber number) ->
          List.of(reading.version(item.id(), number));
      case VersionSelector.All all -> range(reading, item, 1, current);
      case VersionSelector.FromEnd(int position) -> {
        if (position > current) {
          throw new RequestRefused(
              Rejection.Code.VERSION_NOT_FOUND,
              "item " + item.id() + " has " + current + " versions, asked for -" + position);
        }
        int number = current + 1 - position;
        yield range(reading, item, number, number);
      }
      case VersionSelector.Last(int count) ->
          range(reading, item, Math.max(1, current + 1 - count), current);
    };
  }

  private static List<ItemVersion> range(Reading reading, Item item, int first, int last)
      throws RequestRefused {
    int count = last - first + 1;
    if (count > Limits.VERSIONS_PER_ANSWER) {
      throw new RequestRefused(
          Rejection.Code.INPUT_TOO_LONG,
          count
              + " versions are too many for one answer, at most "
              + Limits.VERSIONS_PER_ANSWER
              + "; ask for the last ones with -N:");
    }
    return reading.view().versions(item.id(), first, count).stream()
        .map(version -> version.asOf(reading.now()))
        .toList();
  }

  private record Found(Item item, FolderPath folder, List<Row> rows) {}

  private record Row(ItemVersion version, Optional<SealedValue> sealed) {}

  private record SealedValue(Reading.Kek kek, Material.Sealed sealed) {}
}
