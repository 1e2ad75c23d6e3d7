package io.craton.vault.core.service;

import io.craton.vault.core.Limits;
import io.craton.vault.core.decision.ItemSummary;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.item.VersionSummary;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.token.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Lists items, page by page. Shows only what the caller may read. Thread-safe.
public final class ItemLister {
  private final Views views;

  public ItemLister(Replica replica, Sources sources) {
    this.views = new Views(replica, sources);
  }

  /// One page.
  ///
  /// @param next where the next page starts; empty on the last one
  public record Page(List<Row> items, Optional<ListQuery.Cursor> next) {
    public Page {
      items = List.copyOf(items);
    }
  }

  /// One item.
  ///
  /// @param compromised the versions that are compromised and not destroyed yet, ascending, the
  ///   first [Limits#VERSIONS_PER_ANSWER] of them
  public record Row(ItemSummary summary, List<VersionSummary> compromised) {
    public Row {
      compromised = List.copyOf(compromised);
    }
  }

  /// A page of items; an unknown folder is an empty one. What it costs is said at [Listing].
  public Page list(Call call, ListQuery query) throws RequestRefused, Unavailable {
    return views.read(
        call.caller(),
        reading -> {
          List<ListedItem> found = find(reading, call, query);
          List<Row> rows = new ArrayList<>();
          for (ListedItem item : found.subList(0, Math.min(found.size(), query.size()))) {
            rows.add(row(reading, item));
          }
          return new Page(rows, next(found, query));
        });
  }

  /// How many items a list has on all its pages. Reads them all: the cost grows with their number.
  public long count(Call call, ItemFilter filter) throws RequestRefused, Unavailable {
    ListQuery all =
        new ListQuery(filter, new ListQuery.Order(SortKey.PATH, false), 1, Optional.empty());
    return views.read(
        call.caller(),
        reading -> mayRead(reading) ? new Listing(reading, call.deadline(), all).count() : 0);
  }

  /// The items of a page, and one more when there is another page.
  static List<ListedItem> find(Reading reading, Call call, ListQuery query) throws Unavailable {
    return mayRead(reading) ? new Listing(reading, call.deadline(), query).rows() : List.of();
  }

  private static boolean mayRead(Reading reading) {
    return reading.grant().permissions().contains(Permission.READ);
  }

  /// Where the page after `found` starts.
  static Optional<ListQuery.Cursor> next(List<ListedItem> found, ListQuery query) {
    if (found.size() <= query.size()) {
      return Optional.empty();
    }
    ListedItem last = found.get(query.size() - 1);
    return Optional.of(
        new ListQuery.Cursor(query.order(), query.order().key().of(last), last.item().id()));
  }

  private static Row row(Reading reading, ListedItem listed) {
    ItemSummary summary =
        new ItemSummary(listed.item(), listed.folder(), listed.rotation(), listed.current());
    return new Row(summary, listed.compromised() ? compromised(reading, listed.item()) : List.of());
  }

  private static List<VersionSummary> compromised(Reading reading, Item item) {
    return reading.view().compromised(item.id(), Limits.VERSIONS_PER_ANSWER).stream()
        .flatMap(number -> reading.view().version(new VersionId(item.id(), number)).stream())
        .map(version -> version.asOf(reading.now()))
        .filter(version -> version.state().name() == StateName.COMPROMISED)
        .map(VersionSummary::of)
        .toList();
  }
}
