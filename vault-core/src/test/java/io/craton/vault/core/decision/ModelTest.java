package io.craton.vault.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Command.ChangeState;
import io.craton.vault.core.command.Command.CreateItem;
import io.craton.vault.core.command.Command.DeleteItem;
import io.craton.vault.core.command.Command.FireTimers;
import io.craton.vault.core.command.Command.ItemUpdate;
import io.craton.vault.core.command.Command.Retirement;
import io.craton.vault.core.command.Command.RotateItem;
import io.craton.vault.core.command.Command.UpdateItem;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.rotation.RotationChange;
import io.craton.vault.core.state.OutboxRow;
import io.craton.vault.core.time.VaultDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Random commands against a naive model of the specification: paths as strings, states as names,
/// no indexes. After every step the real decisions must have refused what the model refuses, and
/// the state must show what the model shows. Rerun a failure with `-Dcraton.seed=N`.
final class ModelTest {
  private static final int STEPS = 20_000;
  private static final List<String> FOLDERS = List.of("/", "/a/", "/a/b/", "/c/", "/c/d/e/", "/m/");
  private static final List<String> NAMES = List.of("n1", "n2", "n3", "n4");
  private static final List<StateName> STATES = List.of(StateName.values());

  private final long seed = Long.getLong("craton.seed", new Random().nextLong());
  private final Random random = new Random(seed);
  private final Bench bench = new Bench(seed);
  private final Map<ItemId, ModelItem> model = new HashMap<>();
  private final Set<KeyRef> handedIn = new HashSet<>();

  /// What the model knows of one version.
  private static final class ModelVersion {
    StateName state = StateName.ACTIVE;
    Optional<Instant> destroyAt = Optional.empty();
  }

  /// What the model knows of one item.
  private static final class ModelItem {
    String path = "";
    final TreeMap<Integer, ModelVersion> versions = new TreeMap<>();
  }

  @Test
  void stateFollowsTheNaiveModelThroughRandomCommands() {
    for (int step = 0; step < STEPS; step++) {
      String context = "seed " + seed + " step " + step;
      bench.advance(Duration.ofSeconds(random.nextInt(100)));
      switch (random.nextInt(10)) {
        case 0, 1 -> create(context);
        case 2, 3 -> rotate(context);
        case 4 -> move(context);
        case 5 -> delete(context);
        case 6 -> changeState(context);
        case 7 -> moveFolder(context);
        case 8 -> deleteFolder(context);
        default -> fire();
      }
      if (step % 500 == 0) {
        checkEverything(context);
      }
    }
    checkEverything("seed " + seed + " at the end");
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private ItemId pickItem() {
    List<ItemId> ids = new ArrayList<>(model.keySet());
    ids.sort(null);
    return ids.isEmpty() || random.nextInt(20) == 0 ? bench.newId() : pick(ids);
  }

  private Material.HsmKey newKey() {
    Material.HsmKey key = bench.newKey();
    handedIn.add(key.ref());
    return key;
  }

  private boolean taken(String path) {
    return folders().contains(path + "/")
        || model.values().stream().anyMatch(item -> item.path.equals(path));
  }

  private void check(String context, Command command, Optional<Rejection.Code> expected) {
    assertThat(Bench.code(bench.apply(command))).as("%s: %s", context, command).isEqualTo(expected);
  }

  private void create(String context) {
    String folder = pick(FOLDERS);
    String name = pick(NAMES);
    ItemId id = bench.newId();
    CreateItem create = new CreateItem(id, Bench.key(folder, name), newKey());
    if (taken(folder + name)) {
      check(context, create, Optional.of(Rejection.Code.NAME_TAKEN));
      return;
    }
    check(context, create, Optional.empty());
    ModelItem item = new ModelItem();
    item.path = folder + name;
    item.versions.put(1, new ModelVersion());
    model.put(id, item);
  }

  private void settle(ModelVersion version) {
    if (version.destroyAt.filter(at -> !bench.now().isBefore(at)).isPresent()) {
      version.state = StateName.DESTROYED;
      version.destroyAt = Optional.empty();
    }
  }

  private void rotate(String context) {
    ItemId id = pickItem();
    ModelItem item = model.get(id);
    int current = item == null ? 1 : item.versions.lastKey();
    int expected = random.nextInt(5) == 0 ? current + 1 : current;
    Retirement retirement = pick(List.of(Retirement.values()));
    RotateItem rotate =
        new RotateItem(id, new VersionNumber(expected), newKey(), retirement, Optional.empty());
    if (item == null) {
      check(context, rotate, Optional.of(Rejection.Code.ITEM_NOT_FOUND));
      return;
    }
    if (expected != current) {
      check(context, rotate, Optional.of(Rejection.Code.VERSION_CONFLICT));
      return;
    }
    check(context, rotate, Optional.empty());
    ModelVersion old = item.versions.lastEntry().getValue();
    settle(old);
    StateName target =
        switch (retirement) {
          case DEACTIVATE, BY_POLICY -> StateName.DEACTIVATED;
          case SUSPEND -> StateName.SUSPENDED;
          case DESTROY -> StateName.DESTROYED;
        };
    if (allowed(old.state, target)) {
      old.state = target;
      old.destroyAt = Optional.empty();
    }
    item.versions.put(current + 1, new ModelVersion());
  }

  private static boolean allowed(StateName from, StateName to) {
    return switch (from) {
      case ACTIVE, DEACTIVATED, SUSPENDED -> true;
      case COMPROMISED -> to == StateName.DESTROYED;
      case DESTROYED -> false;
    };
  }

  private void move(String context) {
    ItemId id = pickItem();
    String folder = pick(FOLDERS);
    String name = pick(NAMES);
    ItemUpdate update =
        new ItemUpdate(
            Optional.of(name),
            FolderPath.parse(folder),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            RotationChange.NONE);
    ModelItem item = model.get(id);
    if (item == null) {
      check(context, new UpdateItem(id, update), Optional.of(Rejection.Code.ITEM_NOT_FOUND));
      return;
    }
    boolean clash = !item.path.equals(folder + name) && taken(folder + name);
    check(
        context,
        new UpdateItem(id, update),
        clash ? Optional.of(Rejection.Code.NAME_TAKEN) : Optional.empty());
    if (!clash) {
      item.path = folder + name;
    }
  }

  private void delete(String context) {
    ItemId id = pickItem();
    boolean known = model.remove(id) != null;
    check(
        context,
        new DeleteItem(id, false),
        known ? Optional.empty() : Optional.of(Rejection.Code.ITEM_NOT_FOUND));
  }

  /// All folders are implicit here: one exists as long as something is below it.
  private List<String> folders() {
    Set<String> folders = new TreeSet<>();
    for (ModelItem item : model.values()) {
      for (int slash = item.path.indexOf('/', 1); slash > 0; ) {
        folders.add(item.path.substring(0, slash + 1));
        slash = item.path.indexOf('/', slash + 1);
      }
    }
    return List.copyOf(folders);
  }

  private ItemId folderId(String path) {
    return Folders.find(bench.state(), FolderPath.parse(path).orElseThrow()).orElseThrow();
  }

  private void moveFolder(String context) {
    List<String> folders = folders();
    if (folders.isEmpty()) {
      return;
    }
    String from = pick(folders);
    String target = pick(FOLDERS);
    String name = pick(List.of("a", "c", "m", "n1"));
    String to = target + name + "/";
    ItemUpdate update =
        new ItemUpdate(
            Optional.of(name),
            FolderPath.parse(target),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            RotationChange.NONE);
    Optional<Rejection.Code> expected = Optional.empty();
    if (!to.equals(from)) {
      if (taken(target + name) || folders.contains(to)) {
        expected = Optional.of(Rejection.Code.NAME_TAKEN);
      } else if (target.startsWith(from)) {
        expected = Optional.of(Rejection.Code.FOLDER_INTO_ITSELF);
      }
    }
    check(context + " from " + from, new UpdateItem(folderId(from), update), expected);
    if (expected.isPresent()) {
      return;
    }
    for (ModelItem item : model.values()) {
      if (item.path.startsWith(from)) {
        item.path = to + item.path.substring(from.length());
      }
    }
  }

  private void deleteFolder(String context) {
    List<String> folders = folders();
    if (folders.isEmpty()) {
      return;
    }
    String path = pick(folders);
    boolean recursive = random.nextInt(8) == 0;
    check(
        context,
        new DeleteItem(folderId(path), recursive),
        recursive ? Optional.empty() : Optional.of(Rejection.Code.FOLDER_NOT_EMPTY));
    if (recursive) {
      model.values().removeIf(item -> item.path.startsWith(path));
    }
  }

  private void changeState(String context) {
    ItemId id = pickItem();
    StateName target = pick(STATES);
    int number = 1 + random.nextInt(4);
    Optional<VaultDuration> period =
        target == StateName.COMPROMISED
            ? VaultDuration.parse((1 + random.nextInt(300)) + "s")
            : Optional.empty();
    ChangeState change =
        new ChangeState(id, Optional.of(new VersionNumber(number)), target, period);
    ModelItem item = model.get(id);
    if (item == null) {
      check(context, change, Optional.of(Rejection.Code.ITEM_NOT_FOUND));
      return;
    }
    ModelVersion version = item.versions.get(number);
    if (version == null) {
      check(context, change, Optional.of(Rejection.Code.VERSION_NOT_FOUND));
      return;
    }
    settle(version);
    if (version.state == target) {
      check(context, change, Optional.empty());
      return;
    }
    if (!allowed(version.state, target)) {
      check(context, change, Optional.of(Rejection.Code.ILLEGAL_TRANSITION));
      return;
    }
    check(context, change, Optional.empty());
    version.state = target;
    version.destroyAt = period.map(duration -> duration.after(bench.now()));
  }

  private void fire() {
    bench.apply(new FireTimers());
    model.values().forEach(item -> item.versions.values().forEach(this::settle));
  }

  private void checkEverything(String context) {
    List<Item> items =
        bench.state().items(ItemId.ROOT, Integer.MAX_VALUE).stream()
            .filter(item -> !(item.kind() instanceof ItemKind.Folder))
            .toList();
    assertThat(items).as(context).extracting(Item::id).hasSameElementsAs(model.keySet());
    Set<KeyRef> live = new HashSet<>();
    int due = 0;
    for (Item item : items) {
      ModelItem expected = model.getOrDefault(item.id(), new ModelItem());
      String path = Folders.pathOf(bench.state(), item.place().parent()) + item.place().name();
      assertThat(path).as(context).isEqualTo(expected.path);
      assertThat(bench.state().childAt(item.place())).as(context).contains(item.id());
      assertThat(names(bench.state().versions(item.id(), 1, 1_000), bench.now()))
          .as("%s %s", context, item.id())
          .isEqualTo(names(expected));
      for (ItemVersion version : bench.state().versions(item.id(), 1, 1_000)) {
        version.state().heldMaterial().ifPresent(m -> live.add(((Material.HsmKey) m).ref()));
        due += version.state().name() == StateName.COMPROMISED ? 1 : 0;
      }
    }
    assertThat(bench.state().due(Instant.MAX, Integer.MAX_VALUE)).as(context).hasSize(due);
    List<String> paths =
        bench.state().items(ItemId.ROOT, Integer.MAX_VALUE).stream()
            .filter(Item::isFolder)
            .map(folder -> Folders.pathOf(bench.state(), folder.id()).toString())
            .sorted()
            .toList();
    assertThat(paths).as(context).isEqualTo(folders());
    checkKeys(context, live);
  }

  /// Every key ever handed in is either held by a version or queued for destruction, never both.
  private void checkKeys(String context, Set<KeyRef> live) {
    List<KeyRef> queued =
        bench.state().outbox(0, Integer.MAX_VALUE).stream().map(OutboxRow::destroy).toList();
    assertThat(queued).as(context).doesNotHaveDuplicates();
    assertThat(Collections.disjoint(live, queued)).as(context).isTrue();
    Set<KeyRef> all = new HashSet<>(live);
    all.addAll(queued);
    assertThat(all).as(context).isEqualTo(handedIn);
  }

  private Map<Integer, StateName> names(ModelItem item) {
    item.versions.values().forEach(this::settle);
    Map<Integer, StateName> names = new TreeMap<>();
    item.versions.forEach((number, version) -> names.put(number, version.state));
    return names;
  }

  private static Map<Integer, StateName> names(List<ItemVersion> versions, Instant now) {
    Map<Integer, StateName> names = new TreeMap<>();
    Function<ItemVersion, StateName> name = version -> version.asOf(now).state().name();
    versions.forEach(version -> names.put(version.number().value(), name.apply(version)));
    return names;
  }
}
