package io.craton.vault.core.state;

import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.VersionSummary;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// What a folder tells about a direct child, all at one place, so that a list needs to read nothing
/// else. Follows from the records of the item and its versions.
///
/// @param current the current version as it was last written; empty for folders
/// @param compromised whether any version is in the state compromised, as it was last written
public record FolderEntry(Item item, Optional<VersionSummary> current, boolean compromised) {
  /// The entry of `item` by the records of `view`.
  public static FolderEntry of(StateView view, Item item) {
    return of(item, view::version, () -> !view.compromised(item.id(), 1).isEmpty());
  }

  /// The entry of `item`.
  public static FolderEntry of(
      Item item,
      Function<VersionId, Optional<ItemVersion>> versions,
      BooleanSupplier anyCompromised) {
    if (item.isFolder()) {
      return new FolderEntry(item, Optional.empty(), false);
    }
    VersionId current = new VersionId(item.id(), item.history().current());
    return new FolderEntry(
        item, versions.apply(current).map(VersionSummary::of), anyCompromised.getAsBoolean());
  }
}
