package io.craton.vault.core.decision;

import static io.craton.vault.core.decision.Deliberation.refused;

import io.craton.vault.core.Limits;
import io.craton.vault.core.command.Command.CreateItem;
import io.craton.vault.core.command.Command.DeleteItem;
import io.craton.vault.core.command.Command.Draft;
import io.craton.vault.core.command.Command.ItemUpdate;
import io.craton.vault.core.command.Command.UpdateItem;
import io.craton.vault.core.decision.ItemSummary.VersionSummary;
import io.craton.vault.core.event.Event;
import io.craton.vault.core.event.Evolution;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.Availability;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.History;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.item.Place;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Decisions on items as a whole: create, update, delete.
final class ItemDecisions {
  /// Versions read at once when an item is deleted, so that their ciphertext fits the memory.
  private static final int DELETED_AT_ONCE = 256;

  private ItemDecisions() {}

  static Outcome create(Deliberation deliberation, CreateItem command) {
    Draft draft = command.draft();
    if (deliberation.view().item(command.id()).isPresent()) {
      return refused(Rejection.Code.NAME_TAKEN, "item " + command.id() + " exists already");
    }
    Optional<ItemId> parent = Folders.ensure(deliberation, draft.folder());
    if (parent.isEmpty()) {
      return notAFolder(draft.folder());
    }
    Place place = new Place(parent.get(), draft.name().orElseGet(command.id()::toString));
    if (deliberation.view().childAt(place).isPresent()) {
      return nameTaken(place.name(), draft.folder());
    }
    Item item =
        new Item(
            command.id(),
            draft.kind(),
            place,
            draft.labels(),
            new Availability(true, draft.disabledAt()),
            History.started(deliberation.now()));
    VersionId versionId = new VersionId(command.id(), VersionNumber.FIRST);
    ItemVersion version = ItemVersion.created(versionId, deliberation.now(), command.material());
    deliberation.add(new Event.ItemCreated(item));
    deliberation.add(new Event.VersionCreated(version));
    return new Outcome.ItemWritten(
        new ItemSummary(item, draft.folder(), Optional.of(VersionSummary.of(version))));
  }

  static Outcome update(Deliberation deliberation, UpdateItem command, Item item) {
    ItemUpdate update = command.update();
    if (item.kind() instanceof ItemKind.Folder
        && (update.enabled().isPresent() || update.disabledAt().isPresent())) {
      return refused(Rejection.Code.WRONG_TYPE, "a folder cannot be enabled or disabled");
    }
    if (item.kind() instanceof ItemKind.Folder
        && update.name().isPresent()
        && !isFolderName(update.name().get())) {
      return refused(
          Rejection.Code.FOLDER_NAME_INVALID,
          "a folder's name is one part of a path: letters, digits, space and _ . -");
    }
    FolderPath oldFolder = Folders.pathOf(deliberation.view(), item.place().parent());
    FolderPath folder = update.folder().orElse(oldFolder);
    Optional<ItemId> parent =
        folder.equals(oldFolder)
            ? Optional.of(item.place().parent())
            : Folders.ensure(deliberation, folder);
    if (parent.isEmpty()) {
      return notAFolder(folder);
    }
    Place place = new Place(parent.get(), update.name().orElse(item.place().name()));
    if (!place.equals(item.place())) {
      Optional<Outcome> obstacle = obstacle(deliberation, item, place, folder);
      if (obstacle.isPresent()) {
        return obstacle.get();
      }
    }
    Item after =
        item.withPlace(place)
            .withLabels(
                new Labels(
                    update.metadata().orElse(item.labels().metadata()),
                    update.tags().orElse(item.labels().tags())))
            .withAvailability(availability(deliberation, update, item));
    if (!after.equals(item)) {
      deliberation.add(new Event.ItemChanged(item, after));
    }
    return written(deliberation, after, folder);
  }

  private static boolean isFolderName(String name) {
    return FolderPath.parse(name).filter(path -> path.segments().equals(List.of(name))).isPresent();
  }

  /// Why an item cannot go to another place.
  private static Optional<Outcome> obstacle(
      Deliberation deliberation, Item item, Place place, FolderPath folder) {
    if (deliberation.view().childAt(place).isPresent()) {
      return Optional.of(nameTaken(place.name(), folder));
    }
    boolean existing =
        place.parent().equals(ItemId.ROOT) || deliberation.view().item(place.parent()).isPresent();
    FolderPath own =
        Folders.pathOf(deliberation.view(), item.place().parent()).child(item.place().name());
    boolean isFolder = item.kind() instanceof ItemKind.Folder;
    if (isFolder
        && (existing
            ? Folders.isAtOrBelow(deliberation.view(), place.parent(), item.id())
            : folder.isAtOrBelow(own))) {
      return Optional.of(
          refused(
              Rejection.Code.FOLDER_INTO_ITSELF, "folder " + item.id() + " cannot go into itself"));
    }
    if (!isFolder || folder.segments().size() <= own.segments().size() - 1) {
      return Optional.empty();
    }
    int room = Limits.FOLDER_DEPTH - folder.segments().size();
    OptionalInt height = Folders.height(deliberation.view(), item.id(), Limits.FOLDER_MOVE_ITEMS);
    if (height.isEmpty()) {
      return Optional.of(tooBig(item));
    }
    if (height.getAsInt() > room) {
      return Optional.of(tooDeep(folder));
    }
    return Optional.empty();
  }

  static Outcome delete(Deliberation deliberation, DeleteItem command, Item item) {
    if (item.kind() instanceof ItemKind.Folder
        && !deliberation.view().children(item.id(), "", 1).isEmpty()) {
      return refused(Rejection.Code.FOLDER_NOT_EMPTY, "folder " + item.id() + " is not empty");
    }
    for (int from = 1; from <= item.history().versionCount(); from += DELETED_AT_ONCE) {
      for (ItemVersion version : deliberation.view().versions(item.id(), from, DELETED_AT_ONCE)) {
        deliberation.add(new Event.VersionDeleted(version.id(), Evolution.due(version)));
        version.state().heldMaterial().ifPresent(deliberation::destroyLater);
      }
    }
    deliberation.add(new Event.ItemDeleted(item));
    return new Outcome.ItemDeleted(command.id());
  }

  private static Availability availability(
      Deliberation deliberation, ItemUpdate update, Item item) {
    Availability availability = item.availability();
    if (update.disabledAt().isPresent()) {
      availability = availability.withDisabledAt(update.disabledAt().get());
    }
    if (update.enabled().isEmpty()) {
      return availability;
    }
    return update.enabled().get()
        ? availability.enable(deliberation.now())
        : availability.disable();
  }

  private static Outcome written(Deliberation deliberation, Item item, FolderPath folder) {
    return new Outcome.ItemWritten(
        new ItemSummary(item, folder, currentVersion(deliberation, item)));
  }

  private static Optional<VersionSummary> currentVersion(Deliberation deliberation, Item item) {
    if (item.kind() instanceof ItemKind.Folder) {
      return Optional.empty();
    }
    return deliberation
        .view()
        .version(new VersionId(item.id(), item.history().current()))
        .map(version -> VersionSummary.of(version.asOf(deliberation.now())));
  }

  private static Outcome nameTaken(String name, FolderPath folder) {
    return refused(
        Rejection.Code.NAME_TAKEN, "the name \"" + name + "\" is taken in folder " + folder);
  }

  private static Outcome notAFolder(FolderPath folder) {
    return refused(Rejection.Code.NOT_A_FOLDER, "part of " + folder + " is not a folder");
  }

  private static Outcome tooBig(Item item) {
    return refused(
        Rejection.Code.FOLDER_TOO_BIG,
        "folder " + item.id() + " holds more than " + Limits.FOLDER_MOVE_ITEMS + " items");
  }

  private static Outcome tooDeep(FolderPath folder) {
    return refused(
        Rejection.Code.FOLDER_TOO_DEEP,
        "a folder below " + folder + " would be deeper than " + Limits.FOLDER_DEPTH);
  }
}
