package io.craton.vault.core.service;

import io.craton.vault.core.Limits;
import io.craton.vault.core.decision.Folders;
import io.craton.vault.core.decision.Inheritance;
import io.craton.vault.core.decision.ItemSummary;
import io.craton.vault.core.decision.ItemSummary.VersionSummary;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.token.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Lists items, page by page. Shows only what the caller may read. Thread-safe.
public final class ItemLister {
  private final Views views;

  public ItemLister(Replica replica, Sources sources) {
    this.views = new Views(replica.state(), sources);
  }

  /// One page.
  ///
  /// @param next where the next page starts; empty on the last one
  public record Page(List<ItemSummary> items, Optional<ListQuery.Cursor> next) {
    public Page {
      items = List.copyOf(items);
    }
  }

  /// A page of items; an unknown folder is an empty one. Costs O(page) without filter, and a scan
  /// of the folder (or of all items) with one.
  public Page list(Call call, ListQuery query) throws RequestRefused, Unavailable {
    return views.read(
        call.caller(),
        reading ->
            reading.grant().permissions().contains(Permission.READ)
                ? page(reading, query)
                : new Page(List.of(), Optional.empty()));
  }

  private static Page page(Reading reading, ListQuery query) {
    Optional<ItemId> folder = Optional.empty();
    if (query.folder().isPresent()) {
      folder = Folders.find(reading.view(), query.folder().get());
      if (folder.isEmpty()) {
        return new Page(List.of(), Optional.empty());
      }
    }
    List<ItemSummary> found = new ArrayList<>();
    Optional<ListQuery.Cursor> at = query.after();
    while (true) {
      List<Item> batch = batch(reading, folder, at);
      for (Item item : batch) {
        FolderPath path = Folders.pathOf(reading.view(), item.place().parent());
        if (!path.isAtOrBelow(reading.grant().scope()) || !query.filter().test(item)) {
          continue;
        }
        if (found.size() == query.size()) {
          return new Page(found, Optional.of(cursor(found.getLast().item())));
        }
        found.add(
            new ItemSummary(
                item, path, Inheritance.effective(reading.view(), item), current(reading, item)));
      }
      if (batch.size() < Limits.PAGE_ITEMS) {
        return new Page(found, Optional.empty());
      }
      at = Optional.of(cursor(batch.getLast()));
    }
  }

  private static List<Item> batch(
      Reading reading, Optional<ItemId> folder, Optional<ListQuery.Cursor> at) {
    if (folder.isEmpty()) {
      ItemId after = at.map(ListQuery.Cursor::id).orElse(ItemId.ROOT);
      return reading.view().items(after, Limits.PAGE_ITEMS);
    }
    String after = at.map(ListQuery.Cursor::name).orElse("");
    return reading.view().children(folder.get(), after, Limits.PAGE_ITEMS).stream()
        .map(id -> reading.view().item(id).orElseThrow())
        .toList();
  }

  private static ListQuery.Cursor cursor(Item item) {
    return new ListQuery.Cursor(item.id(), item.place().name());
  }

  private static Optional<VersionSummary> current(Reading reading, Item item) {
    if (item.isFolder()) {
      return Optional.empty();
    }
    return reading
        .view()
        .version(new VersionId(item.id(), item.history().current()))
        .map(version -> VersionSummary.of(version.asOf(reading.now())));
  }
}
