package io.craton.vault.core.service;

import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.item.FolderPath;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What a listed item must fulfil, all of it. The first three find items by an index; the others
/// are tried on each candidate.
///
/// @param folder a direct child of that folder
/// @param id the item with that id
/// @param name an item of that name
public record ItemFilter(
    Optional<FolderPath> folder,
    Optional<ItemId> id,
    Optional<String> name,
    List<Predicate<ListedItem>> others) {
  /// Every item.
  public static final ItemFilter ALL =
      new ItemFilter(Optional.empty(), Optional.empty(), Optional.empty(), List.of());

  public ItemFilter {
    others = List.copyOf(others);
  }

  boolean matches(ListedItem candidate) {
    return (folder.isEmpty() || folder.get().equals(candidate.folder()))
        && (id.isEmpty() || id.get().equals(candidate.item().id()))
        && (name.isEmpty() || name.get().equals(candidate.item().place().name()))
        && others.stream().allMatch(condition -> condition.test(candidate));
  }
}
