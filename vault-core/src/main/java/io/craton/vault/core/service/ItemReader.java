package io.craton.vault.core.service;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.decision.Folders;
import io.craton.vault.core.decision.Inheritance;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.item.VersionState;
import io.craton.vault.core.item.VersionSummary;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.rotation.EffectiveRotation;
import io.craton.vault.core.service.ItemDetails.VersionDetails;
import io.craton.vault.core.token.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads single items with their material. Thread-safe.
public final class ItemReader {
  private final Views views;
  private final Values values;
  private final Set<StateName> readableStates;

  /// @param readableStates the states in which the value of a secret is shown; `compromised` and
  ///   `destroyed` cannot be among them
  public ItemReader(Replica replica, HsmPorts hsm, Sources sources, Set<StateName> readableStates) {
    if (readableStates.contains(StateName.COMPROMISED)
        || readableStates.contains(StateName.DESTROYED)) {
      throw new IllegalArgumentException("compromised and destroyed values are never shown");
    }
    this.views = new Views(replica, sources);
    this.values = new Values(hsm);
    this.readableStates = Set.copyOf(readableStates);
  }

  /// An item with the selected versions. Values of secrets are shown to callers with `secret-read`
  /// while the item is enabled and the version is in a readable state; they are left out otherwise.
  /// For folders the selector has no meaning.
  public ItemDetails get(Call call, ItemId id, VersionSelector selector)
      throws RequestRefused, Unavailable {
    Found found = views.read(call.caller(), reading -> find(reading, id, selector));
    return recheck(call, open(call, found), selector);
  }

  /// A page of items, each with its current version, or the one that `numbers` names for it, and
  /// their material as [#get] shows it.
  ///
  /// @throws RequestRefused also when an item of the page has no version of that number
  public Bulk getBulk(Call call, ListQuery query, Map<ItemId, VersionNumber> numbers)
      throws RequestRefused, Unavailable {
    FoundPage page =
        views.read(
            call.caller(),
            reading -> {
              List<ListedItem> rows = ItemLister.find(reading, call, query);
              List<Found> found = new ArrayList<>();
              for (ListedItem row : rows.subList(0, Math.min(rows.size(), query.size()))) {
                found.add(find(reading, row.item(), selector(numbers, row.item().id())));
              }
              return new FoundPage(found, ItemLister.next(rows, query));
            });
    List<ItemDetails> details = new ArrayList<>();
    try {
      for (Found found : page.found()) {
        ItemDetails opened = open(call, found);
        Optional<ItemDetails> shown =
            recheckListed(call, opened, selector(numbers, found.item().id()));
        shown.ifPresent(details::add);
      }
    } catch (RequestRefused | Unavailable | RuntimeException e) {
      details.forEach(ItemDetails::close);
      throw e;
    }
    return new Bulk(details, page.next());
  }

  /// A page of items with material. Holds secrets: close it when the answer is written.
  ///
  /// @param next where the next page starts; empty on the last one
  public record Bulk(List<ItemDetails> items, Optional<ListQuery.Cursor> next)
      implements AutoCloseable {
    public Bulk {
      items = List.copyOf(items);
    }

    @Override
    public void close() {
      items.forEach(ItemDetails::close);
    }
  }

  private static VersionSelector selector(Map<ItemId, VersionNumber> numbers, ItemId id) {
    VersionNumber number = numbers.get(id);
    return number == null ? new VersionSelector.Current() : new VersionSelector.Numbered(number);
  }

  /// As [#recheck], but an item that is gone by now is left out, as a list read a moment later
  /// would have left it out.
  private Optional<ItemDetails> recheckListed(
      Call call, ItemDetails details, VersionSelector selector) throws RequestRefused, Unavailable {
    try {
      return Optional.of(recheck(call, details, selector));
    } catch (RequestRefused e) {
      if (e.rejection().code() == Rejection.Code.ITEM_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Found find(Reading reading, ItemId id, VersionSelector selector) throws RequestRefused {
    return find(reading, reading.item(id, Permission.READ), selector);
  }

  private Found find(Reading reading, Item item, VersionSelector selector) throws RequestRefused {
    List<Row> rows = new ArrayList<>();
    for (ItemVersion version : VersionSelection.select(reading, item, selector)) {
      rows.add(new Row(version, readable(reading, item, version)));
    }
    return new Found(
        item,
        Folders.pathOf(reading.view(), item.place().parent()),
        Inheritance.effective(reading.view(), item),
        rows);
  }

  private ItemDetails open(Call call, Found found) throws RequestRefused, Unavailable {
    List<VersionDetails> versions = new ArrayList<>();
    try {
      for (Row row : found.rows()) {
        versions.add(open(call, row));
      }
    } catch (RequestRefused | Unavailable | RuntimeException e) {
      versions.forEach(VersionDetails::close);
      throw e;
    }
    return new ItemDetails(found.item(), found.folder(), found.rotation(), versions);
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

  private VersionDetails open(Call call, Row row) throws RequestRefused, Unavailable {
    Optional<SecretBytes> secret = Optional.empty();
    if (row.sealed().isPresent()) {
      SealedValue value = row.sealed().get();
      secret =
          Optional.of(
              values.open(value.keys(), row.version().id(), value.sealed(), call.deadline()));
    }
    return new VersionDetails(
        VersionSummary.of(row.version()),
        secret,
        row.version().state().heldMaterial().flatMap(ItemReader::publicKey),
        row.version().state().heldMaterial().flatMap(ItemReader::secretId));
  }

  private Optional<SealedValue> readable(Reading reading, Item item, ItemVersion version) {
    boolean shown =
        (readableStates.contains(version.state().name()) || inGrace(item, version))
            && item.availability().enabledAt(reading.now())
            && reading.grant().permissions().contains(Permission.SECRET_READ);
    Optional<Material.Sealed> sealed =
        version.state().heldMaterial().flatMap(ItemReader::sealedValue);
    if (!shown || sealed.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new SealedValue(reading.openingKeys(sealed.get()), sealed.get()));
    } catch (RequestRefused e) {
      // The vault key it was encrypted under is gone: reading the item never fails for that.
      return Optional.empty();
    }
  }

  /// A superseded token is in use until its grace ends.
  private static boolean inGrace(Item item, ItemVersion version) {
    return item.kind().hasGracePeriod()
        && version.state() instanceof VersionState.Deactivated deactivated
        && deactivated.destroyAt().isPresent();
  }

  private static Optional<Material.Sealed> sealedValue(Material material) {
    return switch (material) {
      case Material.HsmKey key -> Optional.empty();
      case Material.PublicOnly half -> Optional.empty();
      // Private keys are exported, or stay; they are never read.
      case Material.SoftwareKey key -> Optional.empty();
      case Material.Sealed sealed -> Optional.of(sealed);
      case Material.ApiToken token -> Optional.of(token.secret());
      case Material.Credential credential -> Optional.of(credential.secret());
    };
  }

  private static Optional<String> secretId(Material material) {
    return material instanceof Material.Credential credential
        ? Optional.of(credential.secretId())
        : Optional.empty();
  }

  private static Optional<PublicKey> publicKey(Material material) {
    return switch (material) {
      case Material.HsmKey key -> key.publicKey();
      case Material.PublicOnly half -> Optional.of(half.publicKey());
      case Material.SoftwareKey key -> Optional.of(key.publicKey());
      case Material.Sealed sealed -> Optional.empty();
      case Material.ApiToken token -> Optional.empty();
      case Material.Credential credential -> Optional.empty();
    };
  }

  private record Found(Item item, FolderPath folder, EffectiveRotation rotation, List<Row> rows) {}

  private record FoundPage(List<Found> found, Optional<ListQuery.Cursor> next) {}

  private record Row(ItemVersion version, Optional<SealedValue> sealed) {}

  private record SealedValue(Values.Keys keys, Material.Sealed sealed) {}
}
