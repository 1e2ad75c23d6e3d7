package io.craton.vault.core.service;

import io.craton.vault.core.Limits;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.decision.Folders;
import io.craton.vault.core.decision.Inheritance;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.Place;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.ListQuery.Cursor;
import io.craton.vault.core.service.SortKey.PathPosition;
import io.craton.vault.core.state.FolderEntry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;

/// Finds the rows of one page in one view. For one thread.
///
/// By an index, at the cost of the page (rows of a folder stand side by side): an id; a name in a
/// folder; a folder in order of name, both ways; everything in the order of [SortKey#PATH] or
/// [SortKey#ID]. Any other order reads all candidates (the folder, or everything) and keeps the
/// best of them, so that memory is bounded by the page. A filter besides makes any way read on
/// until the page is full.
final class Listing {
  private static final int LARGEST_BATCH = Limits.PAGE_ITEMS + 1;
  private static final int ROWS_BETWEEN_CLOCKS = 256;
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Reading reading;
  private final Deadline deadline;
  private final ListQuery query;
  private final Map<ItemId, FolderPath> paths = new HashMap<>();
  private final Inheritance inheritance;
  private long visited;

  Listing(Reading reading, Deadline deadline, ListQuery query) {
    this.reading = reading;
    this.deadline = deadline;
    this.query = query;
    this.inheritance = new Inheritance(reading.view());
  }

  /// The rows of the page, and one more when there is another page.
  List<ListedItem> rows() throws Unavailable {
    Collector rows = collector();
    visit(rows);
    return rows.sorted();
  }

  /// How many rows all pages have together. Reads all candidates.
  long count() throws Unavailable {
    AtomicLong matches = new AtomicLong();
    visit(row -> matches.incrementAndGet() > 0);
    return matches.get();
  }

  private void visit(Sink rows) throws Unavailable {
    ItemFilter filter = query.filter();
    if (filter.id().isPresent()) {
      Optional<Item> item = reading.view().item(filter.id().get());
      if (item.isPresent()) {
        offer(rows, listed(item.get()));
      }
    } else if (filter.folder().isPresent()) {
      Optional<ItemId> folder = Folders.find(reading.view(), filter.folder().get());
      if (folder.isPresent()) {
        inFolder(rows, folder.get());
      }
    } else if (query.order().equals(new ListQuery.Order(SortKey.PATH, false))) {
      inTree(rows, position());
    } else if (query.order().equals(new ListQuery.Order(SortKey.ID, false))) {
      everything(rows, query.after().map(Cursor::id).orElse(ItemId.ROOT));
    } else {
      everything(rows, ItemId.ROOT);
    }
  }

  // ---- Where candidates come from

  private void inFolder(Sink rows, ItemId folder) throws Unavailable {
    Optional<String> name = query.filter().name();
    if (name.isPresent()) {
      Optional<FolderEntry> child = reading.view().entryAt(new Place(folder, name.get()));
      if (child.isPresent()) {
        offer(rows, listed(child.get()));
      }
      return;
    }
    SortKey key = query.order().key();
    boolean byName = key == SortKey.NAME || key == SortKey.PATH;
    Optional<String> after = byName ? query.after().map(Listing::name) : Optional.empty();
    if (byName && query.order().descending()) {
      downwards(rows, folder, after);
    } else {
      boolean _ = upwards(rows, folder, after.orElse(""));
    }
  }

  /// The children of a folder by name.
  ///
  /// @return whether more rows are wanted
  private boolean upwards(Sink rows, ItemId folder, String afterName) throws Unavailable {
    String after = afterName;
    for (int limit = firstBatch(); ; limit = LARGEST_BATCH) {
      List<FolderEntry> batch = reading.view().entries(folder, after, limit);
      for (FolderEntry entry : batch) {
        after = entry.item().place().name();
        if (!offer(rows, listed(entry))) {
          return false;
        }
      }
      if (batch.size() < limit) {
        return true;
      }
    }
  }

  private void downwards(Sink rows, ItemId folder, Optional<String> beforeName) throws Unavailable {
    Optional<String> before = beforeName;
    for (int limit = firstBatch(); ; limit = LARGEST_BATCH) {
      List<FolderEntry> batch = reading.view().entriesBefore(folder, before, limit);
      for (FolderEntry entry : batch) {
        before = Optional.of(entry.item().place().name());
        if (!offer(rows, listed(entry))) {
          return;
        }
      }
      if (batch.size() < limit) {
        return;
      }
    }
  }

  /// As many as make a page, when no filter takes any away.
  private int firstBatch() {
    return Math.min(query.size() + 1, LARGEST_BATCH);
  }

  /// Folder after folder, each before its sub-folders.
  private void inTree(Sink rows, PathPosition start) throws Unavailable {
    Optional<FolderPath> at = Optional.of(start.folder());
    String after = start.name();
    while (at.isPresent()) {
      Optional<ItemId> folder = Folders.find(reading.view(), at.get());
      if (folder.isPresent() && !upwards(rows, folder.get(), after)) {
        return;
      }
      after = "";
      at = next(at.get());
    }
  }

  /// The folder that comes after `path`, which may be gone, in the part of the tree that the caller
  /// sees.
  private Optional<FolderPath> next(FolderPath path) {
    Optional<FolderPath> below = subfolder(path, "");
    if (below.isPresent()) {
      return below;
    }
    FolderPath at = path;
    while (!at.equals(reading.grant().scope()) && !at.equals(FolderPath.ROOT)) {
      FolderPath parent = at.parent();
      Optional<FolderPath> sibling = subfolder(parent, at.segments().getLast());
      if (sibling.isPresent()) {
        return sibling;
      }
      at = parent;
    }
    return Optional.empty();
  }

  private Optional<FolderPath> subfolder(FolderPath parent, String afterName) {
    return Folders.find(reading.view(), parent)
        .flatMap(id -> reading.view().subfolders(id, afterName, 1).stream().findFirst())
        .map(id -> parent.child(item(id).place().name()));
  }

  private void everything(Sink rows, ItemId start) throws Unavailable {
    ItemId after = start;
    while (true) {
      List<Item> batch = reading.view().items(after, LARGEST_BATCH);
      for (Item item : batch) {
        after = item.id();
        if (!offer(rows, listed(item))) {
          return;
        }
      }
      if (batch.size() < LARGEST_BATCH) {
        return;
      }
    }
  }

  // ---- What becomes of them

  private ListedItem listed(Item item) {
    return new ListedItem(reading, item, folder(item), inheritance);
  }

  private ListedItem listed(FolderEntry entry) {
    return new ListedItem(reading, entry, folder(entry.item()), inheritance);
  }

  private FolderPath folder(Item item) {
    return paths.computeIfAbsent(
        item.place().parent(), parent -> Folders.pathOf(reading.view(), parent));
  }

  /// @return whether more rows are wanted
  private boolean offer(Sink rows, ListedItem row) throws Unavailable {
    if (++visited % ROWS_BETWEEN_CLOCKS == 0 && deadline.expired()) {
      throw new Unavailable(
          Unavailable.Reason.DEADLINE,
          "the list was not done in time after " + visited + " items: a folder makes it short",
          RETRY);
    }
    return !row.folder().isAtOrBelow(reading.grant().scope())
        || !query.filter().matches(row)
        || rows.add(row);
  }

  /// Candidates come in the wanted order, or in any.
  private Collector collector() {
    ListQuery.Order order = query.order();
    boolean folder = query.filter().folder().isPresent();
    boolean indexed =
        switch (order.key()) {
          case PATH -> folder || !order.descending();
          case NAME -> folder;
          case ID -> !folder && !order.descending();
          default -> false;
        };
    return new Collector(query, indexed);
  }

  private PathPosition position() {
    FolderPath scope = reading.grant().scope();
    return query
        .after()
        .flatMap(Cursor::value)
        .flatMap(SortKey::position)
        .filter(position -> position.folder().isAtOrBelow(scope))
        .orElse(new PathPosition(scope, ""));
  }

  private static String name(Cursor cursor) {
    Bytes value = cursor.value().orElse(Bytes.empty());
    return cursor.order().key() == SortKey.PATH
        ? SortKey.position(value).map(PathPosition::name).orElse("")
        : new String(value.toArray(), StandardCharsets.UTF_8);
  }

  private Item item(ItemId id) {
    return reading
        .view()
        .item(id)
        .orElseThrow(() -> new IllegalStateException("no record of item " + id));
  }

  /// Takes the rows that match.
  private interface Sink {
    /// @return whether more are wanted
    boolean add(ListedItem row);
  }

  /// Keeps the first rows after the cursor, one more than the page has.
  private static final class Collector implements Sink {
    private final ListQuery query;
    private final boolean inOrder;
    private final Comparator<Sorted> order;
    private final PriorityQueue<Sorted> worstFirst;

    Collector(ListQuery query, boolean inOrder) {
      this.query = query;
      this.inOrder = inOrder;
      this.order = order(query.order());
      this.worstFirst = new PriorityQueue<>(order.reversed());
    }

    private static Comparator<Sorted> order(ListQuery.Order order) {
      Comparator<Bytes> bytes = Comparator.naturalOrder();
      return Comparator.comparing((Sorted row) -> row.value.isEmpty())
          .thenComparing(
              row -> row.value.orElse(Bytes.empty()), order.descending() ? bytes.reversed() : bytes)
          .thenComparing(row -> row.id);
    }

    @Override
    public boolean add(ListedItem row) {
      Sorted sorted = new Sorted(query.order().key().of(row), row.item().id(), Optional.of(row));
      boolean seen =
          query.after().filter(last -> order.compare(sorted, Sorted.of(last)) <= 0).isPresent();
      if (!seen) {
        worstFirst.add(sorted);
        if (worstFirst.size() > query.size() + 1) {
          worstFirst.remove();
        }
      }
      return !inOrder || worstFirst.size() <= query.size();
    }

    List<ListedItem> sorted() {
      List<Sorted> rows = new ArrayList<>(worstFirst);
      rows.sort(order);
      return rows.stream().map(row -> row.row.orElseThrow()).toList();
    }
  }

  private record Sorted(Optional<Bytes> value, ItemId id, Optional<ListedItem> row) {
    static Sorted of(Cursor cursor) {
      return new Sorted(cursor.value(), cursor.id(), Optional.empty());
    }
  }
}
