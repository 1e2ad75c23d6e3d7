package io.craton.vault.core.service;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.id.ItemId;
import java.util.Optional;

/// Which items are listed, in which order, and from where on.
///
/// @param size at most so many
/// @param after where the previous page ended; its order must be that of the query
public record ListQuery(ItemFilter filter, Order order, int size, Optional<Cursor> after) {
  /// @throws IllegalArgumentException when the cursor is one of another order
  public ListQuery {
    if (after.isPresent() && !after.get().order().equals(order)) {
      throw new IllegalArgumentException("a cursor of another order");
    }
  }

  /// What the rows are sorted by. Rows without a value come last either way, and rows of the same
  /// value in ascending order of id.
  public record Order(SortKey key, boolean descending) {}

  /// The last row of a page. Stays meaningful when that row is changed or deleted.
  ///
  /// @param value what the row was sorted by, as [SortKey#of] gives it
  public record Cursor(Order order, Optional<Bytes> value, ItemId id) {}
}
