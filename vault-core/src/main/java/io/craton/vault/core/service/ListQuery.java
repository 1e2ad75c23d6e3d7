package io.craton.vault.core.service;

import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Item;
import java.util.Optional;
import java.util.function.Predicate;

/// Which items are listed, and from where on.
///
/// @param folder only direct children of that folder, in order of name; all items in order of id
///   when empty
/// @param filter what an item must fulfil besides
/// @param size at most so many
/// @param after where the previous page ended
public record ListQuery(
    Optional<FolderPath> folder, Predicate<Item> filter, int size, Optional<Cursor> after) {
  /// The last row of a page. Stays meaningful when that row is deleted.
  public record Cursor(ItemId id, String name) {}
}
