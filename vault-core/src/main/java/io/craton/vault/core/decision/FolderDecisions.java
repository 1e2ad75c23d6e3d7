package io.craton.vault.core.decision;

import static io.craton.vault.core.decision.Deliberation.refused;

import io.craton.vault.core.Limits;
import io.craton.vault.core.command.Command.CreateFolder;
import io.craton.vault.core.command.Command.DeleteItem;
import io.craton.vault.core.event.Event;
import io.craton.vault.core.event.Evolution;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.item.Availability;
import io.craton.vault.core.item.FolderOrigin;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.History;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.item.Lifecycle;
import io.craton.vault.core.item.Place;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.rotation.Schedule;
import io.craton.vault.core.state.StateView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Decisions on the tree: making folders, deleting items and whole folders. Contract section 11.
final class FolderDecisions {
  static final ItemKind BUILT_IN = new ItemKind.Folder(FolderOrigin.BUILT_IN);

  /// The folders directly below the root that every vault has. Contract section 11.6.
  private static final List<String> BUILT_IN_NAMES =
      List.of("key", "secret", "token", "client-secret", "service-tokens");

  /// Versions read at once when an item is deleted, so that their ciphertext fits the memory.
  private static final int DELETED_AT_ONCE = 256;

  private FolderDecisions() {}

  /// Adds the built-in folders, as far as their names are free.
  static void addBuiltIn(Deliberation deliberation) {
    for (int i = 0; i < BUILT_IN_NAMES.size(); i++) {
      ItemId id = Folders.derivedId(deliberation.proposal().id(), i);
      Place place = new Place(ItemId.ROOT, BUILT_IN_NAMES.get(i));
      if (deliberation.view().childAt(place).isPresent()) {
        continue;
      }
      deliberation.add(
          new Event.ItemCreated(
              new Item(
                  id,
                  BUILT_IN,
                  place,
                  Labels.NONE,
                  new Lifecycle(
                      Availability.ALWAYS, History.ofFolder(deliberation.now()), Schedule.NONE),
                  RotationSettings.INHERITED)));
    }
  }

  /// Where a folder lies that is to be made or configured: there the caller must be allowed to.
  static FolderPath placeOf(FolderPath path) {
    return path.segments().isEmpty() ? path : path.parent();
  }

  static Outcome create(Deliberation deliberation, CreateFolder command) {
    FolderPath path = command.path();
    if (path.segments().isEmpty()) {
      return refused(Rejection.Code.ROOT_IS_FIXED, "the root folder is there already");
    }
    FolderPath above = path.parent();
    Optional<Folders.Ensured> parent = Folders.ensure(deliberation, above);
    if (parent.isEmpty()) {
      return ItemDecisions.notAFolder(above);
    }
    Place place = new Place(parent.get().folder(), path.segments().getLast());
    Optional<Item> existing = deliberation.view().childAt(place).flatMap(deliberation.view()::item);
    if (existing.isPresent() && !existing.get().isFolder()) {
      return ItemDecisions.nameTaken(place.name(), above);
    }
    Item before = existing.orElseGet(() -> Folders.newFolder(deliberation, command.id(), place));
    Item after = configured(before, command);
    if (existing.isEmpty()) {
      deliberation.add(new Event.ItemCreated(after));
    } else if (!after.equals(before)) {
      deliberation.add(new Event.ItemChanged(before, after));
      if (!before.rotation().frequency().equals(after.rotation().frequency())) {
        Planning.replan(deliberation, after.id());
      }
    }
    return new Outcome.ItemWritten(
        new ItemSummary(
            after,
            above,
            Inheritance.effective(deliberation.view(), after, parent.get().nearest()),
            Optional.empty()));
  }

  private static Item configured(Item folder, CreateFolder command) {
    Labels labels =
        new Labels(
            command.metadata().orElse(folder.labels().metadata()),
            command.tags().orElse(folder.labels().tags()));
    Item asked = folder.kind().equals(BUILT_IN) ? folder : folder.asExplicitFolder();
    return asked.withLabels(labels).withRotation(command.rotation().applyTo(folder.rotation()));
  }

  static Outcome delete(Deliberation deliberation, DeleteItem command, Item item) {
    StateView view = deliberation.view();
    if (item.kind().equals(BUILT_IN)) {
      return ItemDecisions.builtIn(item);
    }
    boolean empty = !item.isFolder() || view.children(item.id(), "", 1).isEmpty();
    if (!empty && !command.recursive()) {
      return refused(Rejection.Code.FOLDER_NOT_EMPTY, "folder " + item.id() + " is not empty");
    }
    List<Item> doomed = withAllBelow(view, item);
    if (doomed.size() > Limits.ITEMS_PER_DELETE) {
      return refused(
          Rejection.Code.TOO_MANY_ITEMS,
          "folder " + item.id() + " holds more than " + Limits.ITEMS_PER_DELETE + " items");
    }
    Optional<Outcome> obstacle = inUse(view, doomed);
    if (obstacle.isPresent()) {
      return obstacle.get();
    }
    int versions = 0;
    for (Item each : doomed) {
      versions += each.history().versionCount();
      if (versions > Limits.VERSIONS_PER_DELETE) {
        return refused(
            Rejection.Code.TOO_MANY_ITEMS,
            "more than " + Limits.VERSIONS_PER_DELETE + " versions would be deleted at once");
      }
      remove(deliberation, each);
    }
    Folders.removeEmptied(deliberation, item.place().parent(), item.id(), ItemId.ROOT);
    return new Outcome.ItemDeleted(command.id());
  }

  private static void remove(Deliberation deliberation, Item item) {
    for (int from = 1; from <= item.history().versionCount(); from += DELETED_AT_ONCE) {
      for (ItemVersion version : deliberation.view().versions(item.id(), from, DELETED_AT_ONCE)) {
        deliberation.add(new Event.VersionDeleted(version.id(), Evolution.due(version)));
        version.state().heldMaterial().ifPresent(deliberation::destroyLater);
        StoredTokens.itemDeleted(deliberation, version);
      }
    }
    deliberation.add(new Event.ItemDeleted(item));
  }

  /// The item and everything below it, parents first; more than the limit means too many.
  private static List<Item> withAllBelow(StateView view, Item item) {
    List<Item> all = new ArrayList<>();
    all.add(item);
    for (int i = 0; i < all.size() && all.size() <= Limits.ITEMS_PER_DELETE; i++) {
      if (all.get(i).isFolder()) {
        int room = Limits.ITEMS_PER_DELETE + 1 - all.size();
        for (ItemId child : view.children(all.get(i).id(), "", room)) {
          all.add(
              view.item(child)
                  .orElseThrow(() -> new IllegalStateException("no record of item " + child)));
        }
      }
    }
    return all;
  }

  /// A key that values of other items are encrypted under stays, unless they go with it.
  private static Optional<Outcome> inUse(StateView view, List<Item> doomed) {
    Set<ItemId> ids = new HashSet<>();
    doomed.forEach(item -> ids.add(item.id()));
    for (Item item : doomed) {
      for (ItemId referrer : view.encryptedUnder(item.id(), doomed.size())) {
        if (!ids.contains(referrer)) {
          return Optional.of(
              refused(
                  Rejection.Code.KEY_IN_USE,
                  "values of other items are encrypted under key " + item.id()));
        }
      }
    }
    return Optional.empty();
  }
}
