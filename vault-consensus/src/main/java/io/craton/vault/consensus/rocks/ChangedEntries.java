package io.craton.vault.consensus.rocks;

import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.state.FolderEntry;
import io.craton.vault.core.state.StateView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Follows the writes of one entry of the log, to tell what the folders have to say afterwards
/// about the items that it touched. Reads what the writes leave out from the state before them.
final class ChangedEntries {
  private final StateView before;
  private final Set<ItemId> touched = new LinkedHashSet<>();
  private final Map<ItemId, Optional<Item>> items = new HashMap<>();
  private final Map<VersionId, Optional<ItemVersion>> versions = new HashMap<>();
  private final Set<VersionId> compromised = new HashSet<>();
  private final Set<VersionId> notCompromised = new HashSet<>();

  ChangedEntries(StateView before) {
    this.before = before;
  }

  void child(ItemId id) {
    touched.add(id);
  }

  void item(ItemId id, Optional<Item> after) {
    touched.add(id);
    items.put(id, after);
  }

  void version(VersionId id, Optional<ItemVersion> after) {
    touched.add(id.item());
    versions.put(id, after);
  }

  void compromised(VersionId id, boolean after) {
    touched.add(id.item());
    (after ? compromised : notCompromised).add(id);
    (after ? notCompromised : compromised).remove(id);
  }

  /// The entries of the touched items that are there afterwards.
  List<FolderEntry> after() {
    List<FolderEntry> entries = new ArrayList<>();
    for (ItemId id : touched) {
      item(id).map(this::entry).ifPresent(entries::add);
    }
    return entries;
  }

  private FolderEntry entry(Item item) {
    return FolderEntry.of(item, this::version, () -> anyCompromised(item.id()));
  }

  private Optional<Item> item(ItemId id) {
    Optional<Item> put = items.get(id);
    return put == null ? before.item(id) : put;
  }

  private Optional<ItemVersion> version(VersionId id) {
    Optional<ItemVersion> put = versions.get(id);
    return put == null ? before.version(id) : put;
  }

  private boolean anyCompromised(ItemId id) {
    if (compromised.stream().anyMatch(version -> version.item().equals(id))) {
      return true;
    }
    if (before.item(id).isEmpty()) {
      // It had no versions.
      return false;
    }
    // One more than can have been taken away.
    for (VersionNumber number : before.compromised(id, notCompromised.size() + 1)) {
      if (!notCompromised.contains(new VersionId(id, number))) {
        return true;
      }
    }
    return false;
  }
}
