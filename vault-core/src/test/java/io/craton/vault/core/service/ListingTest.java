package io.craton.vault.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.decision.Folders;
import io.craton.vault.core.decision.Inheritance;
import io.craton.vault.core.event.Event;
import io.craton.vault.core.event.Evolution;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.Availability;
import io.craton.vault.core.item.FolderOrigin;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.History;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.item.Lifecycle;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.Place;
import io.craton.vault.core.item.VersionState;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.rotation.Frequency;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.rotation.Schedule;
import io.craton.vault.core.testing.MapState;
import io.craton.vault.core.testing.TestTokens;
import io.craton.vault.core.time.VaultDuration;
import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.Permission;
import io.craton.vault.core.token.TokenHash;
import io.craton.vault.core.token.TokenRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Lists over random trees, compared with a sort of everything.
final class ListingTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final int ITEMS = 400;
  private static final int FOLDERS = 30;
  private static final String[] NAMES = {"a", "b", "a b", "a.b", "ab", "Z", "é", "a/b", "日本", "~"};

  private final long seed = Long.getLong("craton.seed", new Random().nextLong());
  private final Random random = new Random(seed);
  private final MapState state = new MapState();
  private final List<ItemId> folders = new ArrayList<>(List.of(ItemId.ROOT));
  private final TokenHash token = new TokenHash(bytes(TokenHash.SIZE));

  ListingTest() {
    state.putClock(NOW);
    grant(FolderPath.ROOT, Set.of(Permission.values()));
    for (int i = 0; i < FOLDERS; i++) {
      folders.add(put(new ItemKind.Folder(FolderOrigin.EXPLICIT), folderName(i)));
    }
    for (int i = 0; i < ITEMS; i++) {
      put(kind(), NAMES[random.nextInt(NAMES.length)] + "#" + i);
    }
  }

  private void grant(FolderPath scope, Set<Permission> permissions) {
    TokenRecord record =
        TestTokens.record(token, new Grant("t", permissions, scope, NOW, Optional.empty()));
    if (state.token(token).isPresent()) {
      state.replaceToken(record);
    } else {
      state.addToken(record);
    }
    state.putTokenValue(token, record.id());
  }

  private Bytes bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  private String folderName(int i) {
    return new String[] {"a", "ab", "a b", "a.b", "B", "0", "_"}[random.nextInt(7)] + i;
  }

  private ItemKind kind() {
    return switch (random.nextInt(4)) {
      case 0 -> new ItemKind.Secret(Optional.empty());
      case 1 -> new ItemKind.Key(Algorithm.ofCode(1).orElseThrow(), false, Optional.empty());
      case 2 -> new ItemKind.Key(Algorithm.ENCRYPT_AES_GCM_256, false, Optional.empty());
      default -> new ItemKind.Token(Optional.empty());
    };
  }

  private Instant time() {
    return NOW.plusSeconds(random.nextInt(20) - 10).plusNanos(random.nextInt(3) * 1_000L);
  }

  private Optional<Instant> sometimes() {
    return random.nextBoolean() ? Optional.of(time()) : Optional.empty();
  }

  private ItemId put(ItemKind kind, String name) {
    ItemId id = new ItemId(bytes(ItemId.SIZE));
    boolean folder = kind instanceof ItemKind.Folder;
    int versions = folder ? 0 : 1 + random.nextInt(4);
    Optional<Frequency> every =
        random.nextBoolean()
            ? Optional.of(new Frequency.Every(VaultDuration.parse("2days").orElseThrow()))
            : Optional.empty();
    Item item =
        new Item(
            id,
            kind,
            new Place(folders.get(random.nextInt(folders.size())), name),
            new Labels(
                Map.of("parity", versions % 2 == 0 ? "even" : "odd"), List.of("t" + versions)),
            new Lifecycle(
                folder ? Availability.ALWAYS : new Availability(random.nextBoolean(), sometimes()),
                new History(time(), folder ? Optional.empty() : sometimes(), versions),
                folder ? Schedule.NONE : Schedule.from(time())),
            new RotationSettings(every, Optional.empty(), Optional.empty()));
    List<Event> events = new ArrayList<>(List.of(new Event.ItemCreated(item)));
    for (int number = 1; number <= versions; number++) {
      ItemVersion version =
          ItemVersion.created(
              new VersionId(id, new VersionNumber(number)),
              NOW,
              new Material.HsmKey(new KeyRef(bytes(16)), Optional.empty()));
      events.add(new Event.VersionCreated(version));
      if (random.nextInt(3) == 0) {
        Material material = version.state().heldMaterial().orElseThrow();
        Instant at = NOW.plusSeconds(1 + random.nextInt(9));
        events.add(
            new Event.VersionChanged(
                version, version.withState(new VersionState.Compromised(material, at))));
      }
    }
    Evolution.evolve(events, state);
    return id;
  }

  private Reading reading() throws RequestRefused {
    return Reading.of(
        state,
        new Caller(
            Optional.of(token),
            Optional.of(state.token(token).orElseThrow().id()),
            state.token(token).orElseThrow().grant(),
            Freshness.from(Deadline.after(Duration.ofHours(1), System::nanoTime))),
        NOW);
  }

  private static Deadline deadline() {
    return Deadline.after(Duration.ofSeconds(60), System::nanoTime);
  }

  private List<ItemId> naive(ListQuery.Order order, ItemFilter filter) throws RequestRefused {
    Reading reading = reading();
    List<ListedItem> rows = new ArrayList<>();
    for (Item item : state.items(ItemId.ROOT, Integer.MAX_VALUE)) {
      FolderPath folder = Folders.pathOf(state, item.place().parent());
      ListedItem row = new ListedItem(reading, item, folder, new Inheritance(state));
      if (folder.isAtOrBelow(reading.grant().scope()) && filter.matches(row)) {
        rows.add(row);
      }
    }
    Comparator<Bytes> values = Comparator.naturalOrder();
    rows.sort(
        Comparator.comparing((ListedItem row) -> order.key().of(row).isEmpty())
            .thenComparing(
                row -> order.key().of(row).orElse(Bytes.empty()),
                order.descending() ? values.reversed() : values)
            .thenComparing(row -> row.item().id()));
    return rows.stream().map(row -> row.item().id()).toList();
  }

  private List<ItemId> paged(ListQuery.Order order, ItemFilter filter, int size)
      throws RequestRefused, Unavailable {
    List<ItemId> all = new ArrayList<>();
    Optional<ListQuery.Cursor> after = Optional.empty();
    do {
      ListQuery query = new ListQuery(filter, order, size, after);
      List<ListedItem> found = new Listing(reading(), deadline(), query).rows();
      found.stream().limit(size).forEach(row -> all.add(row.item().id()));
      after = ItemLister.next(found, query);
      after.ifPresent(cursor -> assertThat(order.key().accepts(cursor.value())).isTrue());
    } while (after.isPresent());
    return all;
  }

  private List<ItemFilter> filters() {
    FolderPath folder = Folders.pathOf(state, folders.get(random.nextInt(folders.size())));
    Item item = state.items(ItemId.ROOT, 50).getLast();
    FolderPath home = Folders.pathOf(state, item.place().parent());
    Predicate<ListedItem> even = row -> "even".equals(row.item().labels().metadata().get("parity"));
    return List.of(
        ItemFilter.ALL,
        filter(Optional.of(folder), Optional.empty(), Optional.empty(), List.of()),
        filter(Optional.of(FolderPath.ROOT), Optional.empty(), Optional.empty(), List.of(even)),
        filter(Optional.empty(), Optional.empty(), Optional.empty(), List.of(even)),
        filter(Optional.empty(), Optional.of(item.id()), Optional.empty(), List.of()),
        filter(Optional.of(home), Optional.of(item.id()), Optional.empty(), List.of()),
        filter(Optional.of(home), Optional.empty(), Optional.of(item.place().name()), List.of()),
        filter(Optional.empty(), Optional.empty(), Optional.of(item.place().name()), List.of()),
        filter(
            Optional.of(FolderPath.parse("/no/such").orElseThrow()),
            Optional.empty(),
            Optional.empty(),
            List.of()));
  }

  private static ItemFilter filter(
      Optional<FolderPath> folder,
      Optional<ItemId> id,
      Optional<String> name,
      List<Predicate<ListedItem>> others) {
    return new ItemFilter(folder, id, name, others);
  }

  @ParameterizedTest
  @EnumSource(SortKey.class)
  void pagesTogetherAreEverythingSorted(SortKey key) throws RequestRefused, Unavailable {
    for (boolean descending : new boolean[] {false, true}) {
      ListQuery.Order order = new ListQuery.Order(key, descending);
      for (ItemFilter filter : filters()) {
        for (int size : new int[] {1 + random.nextInt(9), 100}) {
          assertThat(paged(order, filter, size).equals(naive(order, filter)))
              .as("seed %d: %s of %d, folder %s", seed, order, size, filter.folder())
              .isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(SortKey.class)
  void tokensSeeTheirFolderOnly(SortKey key) throws RequestRefused, Unavailable {
    FolderPath scope = Folders.pathOf(state, folders.get(3));
    grant(scope, Set.of(Permission.READ));
    for (boolean descending : new boolean[] {false, true}) {
      ListQuery.Order order = new ListQuery.Order(key, descending);
      for (ItemFilter filter : filters()) {
        assertThat(paged(order, filter, 3).equals(naive(order, filter)))
            .as("seed %d: %s", seed, order)
            .isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(SortKey.class)
  void deletingWhilePagingSkipsNothing(SortKey key) throws RequestRefused, Unavailable {
    for (boolean descending : new boolean[] {false, true}) {
      ListQuery.Order order = new ListQuery.Order(key, descending);
      Predicate<ListedItem> noFolder = row -> !row.item().isFolder();
      ItemFilter filter =
          filter(Optional.empty(), Optional.empty(), Optional.empty(), List.of(noFolder));
      Set<ItemId> expected = new HashSet<>(naive(order, filter));
      assertThat(expected.isEmpty()).isFalse();
      Set<ItemId> seen = new HashSet<>();
      Optional<ListQuery.Cursor> after = Optional.empty();
      do {
        ListQuery query = new ListQuery(filter, order, 7, after);
        List<ListedItem> found = new Listing(reading(), deadline(), query).rows();
        for (ListedItem row : found.subList(0, Math.min(7, found.size()))) {
          seen.add(row.item().id());
          Evolution.evolve(List.of(new Event.ItemDeleted(row.item())), state);
        }
        after = ItemLister.next(found, query);
      } while (after.isPresent());
      assertThat(seen.equals(expected)).as("seed %d: %s", seed, order).isTrue();
      for (int i = 0; i < 40; i++) {
        put(kind(), "again" + descending + i);
      }
    }
  }

  @Test
  void cursorInAFolderThatIsGoneGoesOnBehindIt() throws RequestRefused, Unavailable {
    ListQuery.Order order = new ListQuery.Order(SortKey.PATH, false);
    for (int i = 0; i < 50; i++) {
      FolderPath folder =
          FolderPath.parse("/" + folderName(random.nextInt(99)) + "/x").orElseThrow();
      ListQuery.Cursor cursor =
          new ListQuery.Cursor(
              order,
              Optional.of(SortKey.path(folder, NAMES[random.nextInt(NAMES.length)])),
              ItemId.ROOT);
      ListQuery query = new ListQuery(ItemFilter.ALL, order, 9_999, Optional.of(cursor));
      List<ListedItem> found = new Listing(reading(), deadline(), query).rows();
      List<ItemId> expected =
          naive(order, ItemFilter.ALL).stream()
              .map(id -> state.item(id).orElseThrow())
              .filter(item ->
                  SortKey.path(Folders.pathOf(state, item.place().parent()), item.place().name())
                          .compareTo(cursor.value().orElseThrow())
                      > 0)
              .map(Item::id)
              .toList();
      assertThat(found.stream().map(row -> row.item().id()).toList().equals(expected))
          .as("seed %d: behind %s", seed, folder)
          .isTrue();
    }
  }

  @Test
  void pathsAreReadBackAsTheyWereWritten() {
    for (String name : NAMES) {
      for (String path : List.of("/", "/a/", "/a b/c.d/_/")) {
        FolderPath folder = FolderPath.parse(path).orElseThrow();
        assertThat(SortKey.position(SortKey.path(folder, name)).orElseThrow())
            .isEqualTo(new SortKey.PathPosition(folder, name));
      }
    }
    Stream.of(
            new byte[0],
            new byte[] {1},
            new byte[] {1, 0},
            new byte[] {1, 'a', 1, 0},
            new byte[] {1, '.', '.', 0, 'x'},
            new byte[] {1, (byte) 0x80, 0, 'x'},
            new byte[] {2, 'a', 0})
        .forEach(bytes ->
            assertThat(SortKey.position(Bytes.copyOf(bytes)).isEmpty())
                .as(Bytes.copyOf(bytes).toHex())
                .isTrue());
  }

  @Test
  void aListEndsAtItsDeadline() {
    Deadline past = Deadline.after(Duration.ZERO, System::nanoTime);
    ListQuery query =
        new ListQuery(
            ItemFilter.ALL, new ListQuery.Order(SortKey.CREATED_AT, false), 5, Optional.empty());
    assertThatThrownBy(() -> new Listing(reading(), past, query).rows())
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("256 items");
  }

  @Test
  void aCursorOfAnotherOrderIsNoQuery() {
    ListQuery.Cursor cursor =
        new ListQuery.Cursor(
            new ListQuery.Order(SortKey.ID, false), Optional.of(ItemId.ROOT.value()), ItemId.ROOT);
    assertThatThrownBy(() ->
            new ListQuery(
                ItemFilter.ALL, new ListQuery.Order(SortKey.ID, true), 5, Optional.of(cursor)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
