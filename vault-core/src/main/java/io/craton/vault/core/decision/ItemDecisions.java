package io.craton.vault.core.decision;

import static io.craton.vault.core.decision.Deliberation.refused;

import io.craton.vault.core.Limits;
import io.craton.vault.core.command.Command.AvailabilityChange;
import io.craton.vault.core.command.Command.CreateItem;
import io.craton.vault.core.command.Command.Draft;
import io.craton.vault.core.command.Command.ItemUpdate;
import io.craton.vault.core.command.Command.UpdateItem;
import io.craton.vault.core.event.Event;
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
import io.craton.vault.core.item.Lifecycle;
import io.craton.vault.core.item.Place;
import io.craton.vault.core.item.VersionSummary;
import io.craton.vault.core.rotation.EffectiveRotation;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.rotation.Schedule;
import io.craton.vault.core.state.StateView;
import io.craton.vault.core.token.Permission;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Decisions on items as a whole: create and update.
final class ItemDecisions {
  private ItemDecisions() {}

  static Outcome create(Deliberation deliberation, CreateItem command) {
    Draft draft = command.draft();
    if (deliberation.view().item(command.id()).isPresent()) {
      return refused(Rejection.Code.NAME_TAKEN, "item " + command.id() + " exists already");
    }
    Optional<Outcome> unfit = unfit(deliberation, draft);
    if (unfit.isPresent()) {
      return unfit.get();
    }
    if (!EncryptingKeys.mayHaveEncrypted(
        deliberation.view(), command.material(), deliberation.now())) {
      return EncryptingKeys.revoked();
    }
    Optional<Folders.Ensured> parent = Folders.ensure(deliberation, draft.folder());
    if (parent.isEmpty()) {
      return notAFolder(draft.folder());
    }
    Place place = new Place(parent.get().folder(), draft.name().orElseGet(command.id()::toString));
    if (deliberation.view().childAt(place).isPresent()) {
      return nameTaken(place.name(), draft.folder());
    }
    Availability availability = new Availability(true, draft.disabledAt());
    History history = History.started(deliberation.now());
    Item made =
        new Item(
            command.id(),
            draft.kind(),
            place,
            draft.labels(),
            new Lifecycle(availability, history, Schedule.NONE),
            draft.rotation());
    EffectiveRotation rotation =
        Inheritance.effective(deliberation.view(), made, parent.get().nearest());
    Schedule schedule = Planning.anchored(made, command.material(), deliberation.now());
    Item item = Planning.planned(made.withSchedule(schedule), rotation, deliberation.now());
    VersionId versionId = new VersionId(command.id(), VersionNumber.FIRST);
    Optional<Outcome> unlinkable = StoredTokens.store(deliberation, versionId, command.material());
    if (unlinkable.isPresent()) {
      return unlinkable.get();
    }
    ItemVersion version = ItemVersion.created(versionId, deliberation.now(), command.material());
    deliberation.add(new Event.ItemCreated(item));
    deliberation.add(new Event.VersionCreated(version));
    return new Outcome.ItemWritten(
        new ItemSummary(item, draft.folder(), rotation, Optional.of(VersionSummary.of(version))));
  }

  /// Why an item cannot be made as it is drafted.
  private static Optional<Outcome> unfit(Deliberation deliberation, Draft draft) {
    Optional<Outcome> policy = unfit(draft.kind(), RotationSettings.INHERITED, draft.rotation());
    return policy.isPresent()
        ? policy
        : draft.kind().encryptedUnder().flatMap(key -> unusable(deliberation, key));
  }

  /// Why an item of that kind cannot go from the settings `before` to `after`.
  private static Optional<Outcome> unfit(
      ItemKind kind, RotationSettings before, RotationSettings after) {
    if (kind instanceof ItemKind.Folder || after.equals(before)) {
      return Optional.empty();
    }
    String type = kind.type().wireName();
    if (after.gracePeriod().isPresent() && !kind.hasGracePeriod()) {
      return Optional.of(
          refused(
              Rejection.Code.GRACE_NOT_APPLICABLE,
              "items of type " + type + " have no grace period"));
    }
    return kind.rotatesByPolicy()
        ? Optional.empty()
        : Optional.of(
            refused(
                Rejection.Code.POLICY_NOT_APPLICABLE,
                "items of type " + type + " have no rotation policy"));
  }

  /// Why values cannot be encrypted under the vault key `id`. Whoever names a key must be allowed
  /// to encrypt with it; one out of reach is as good as none.
  private static Optional<Outcome> unusable(Deliberation deliberation, ItemId id) {
    StateView view = deliberation.view();
    Optional<Item> key = view.item(id);
    Optional<Rejection> denied =
        key.flatMap(item ->
            deliberation
                .grant()
                .flatMap(grant -> Access.check(view, grant, Permission.CRYPTO, item)));
    if (key.isEmpty()
        || denied.filter(why -> why.code() == Rejection.Code.ITEM_NOT_FOUND).isPresent()) {
      return Optional.of(
          refused(Rejection.Code.ENCRYPTING_ITEM_UNKNOWN, "no item " + id + " to encrypt under"));
    }
    if (denied.isPresent()) {
      return denied.map(Outcome.Refused::new);
    }
    boolean usable =
        EncryptingKeys.isEncryptionKey(key.get())
            && key.get().availability().enabledAt(deliberation.now())
            && EncryptingKeys.currentIsActive(view, key.get(), deliberation.now());
    return usable
        ? Optional.empty()
        : Optional.of(
            refused(
                Rejection.Code.ENCRYPTING_ITEM_UNUSABLE,
                "item " + id + " is no enabled symmetric encryption key with an active version"));
  }

  static Outcome update(Deliberation deliberation, UpdateItem command, Item item) {
    ItemUpdate update = command.update();
    if (item.isFolder() && update.availability().isPresent()) {
      return refused(Rejection.Code.WRONG_TYPE, "a folder cannot be enabled or disabled");
    }
    if (item.isFolder() && update.name().isPresent() && !isFolderName(update.name().get())) {
      return refused(
          Rejection.Code.FOLDER_NAME_INVALID,
          "a folder's name is one part of a path: letters, digits, space and _ . -");
    }
    RotationSettings rotation = update.rotation().applyTo(item.rotation());
    Optional<Outcome> unfit = unfit(item.kind(), item.rotation(), rotation);
    if (unfit.isPresent()) {
      return unfit.get();
    }
    FolderPath oldFolder = Folders.pathOf(deliberation.view(), item.place().parent());
    FolderPath folder = update.folder().orElse(oldFolder);
    Optional<Folders.Ensured> parent = Folders.ensure(deliberation, folder);
    if (parent.isEmpty()) {
      return notAFolder(folder);
    }
    Place place = new Place(parent.get().folder(), update.name().orElse(item.place().name()));
    if (!place.equals(item.place())) {
      Optional<Outcome> obstacle = obstacle(deliberation, item, place, folder);
      if (obstacle.isPresent()) {
        return obstacle.get();
      }
    }
    Item changed = updated(deliberation, update, item).withPlace(place).withRotation(rotation);
    EffectiveRotation effective =
        Inheritance.effective(deliberation.view(), changed, parent.get().nearest());
    Item after = Planning.planned(changed, effective, deliberation.now());
    write(deliberation, item, after, parent.get().nearest());
    return new Outcome.ItemWritten(
        new ItemSummary(after, folder, effective, currentVersion(deliberation, after)));
  }

  private static Item updated(Deliberation deliberation, ItemUpdate update, Item item) {
    Labels labels =
        new Labels(
            update.metadata().orElse(item.labels().metadata()),
            update.tags().orElse(item.labels().tags()));
    Availability availability =
        update
            .availability()
            .map(change -> availability(deliberation, change, item.availability()))
            .orElse(item.availability());
    return item.withLabels(labels).withAvailability(availability);
  }

  private static Availability availability(
      Deliberation deliberation, AvailabilityChange change, Availability before) {
    Availability dated = change.disabledAt().map(before::withDisabledAt).orElse(before);
    if (change.enabled().isEmpty()) {
      return dated;
    }
    return change.enabled().get() ? dated.enable(deliberation.now()) : dated.disable();
  }

  /// Writes the change, and removes the folder it left behind if that came by itself.
  private static void write(Deliberation deliberation, Item before, Item after, ItemId nearest) {
    if (after.equals(before)) {
      return;
    }
    deliberation.add(new Event.ItemChanged(before, after));
    if (after.isFolder() && inheritsOtherwise(before, after)) {
      Planning.replan(deliberation, after.id());
    }
    Folders.removeEmptied(deliberation, before.place().parent(), before.id(), nearest);
  }

  private static boolean inheritsOtherwise(Item before, Item after) {
    return !before.rotation().frequency().equals(after.rotation().frequency())
        || !before.place().parent().equals(after.place().parent());
  }

  private static boolean isFolderName(String name) {
    return FolderPath.parse(name).filter(path -> path.segments().equals(List.of(name))).isPresent();
  }

  /// Why an item cannot go to another place.
  private static Optional<Outcome> obstacle(
      Deliberation deliberation, Item item, Place place, FolderPath folder) {
    StateView view = deliberation.view();
    if (item.kind().equals(FolderDecisions.BUILT_IN)) {
      return Optional.of(builtIn(item));
    }
    if (view.childAt(place).isPresent()) {
      return Optional.of(nameTaken(place.name(), folder));
    }
    if (!item.isFolder()) {
      return Optional.empty();
    }
    FolderPath own = Folders.pathOf(view, item.place().parent()).child(item.place().name());
    if (folder.isAtOrBelow(own)) {
      return Optional.of(
          refused(
              Rejection.Code.FOLDER_INTO_ITSELF, "folder " + item.id() + " cannot go into itself"));
    }
    if (folder.segments().size() < own.segments().size()) {
      return Optional.empty();
    }
    OptionalInt height = Folders.height(view, item.id(), Limits.FOLDER_MOVE_ITEMS);
    if (height.isEmpty()) {
      return Optional.of(tooBig(item));
    }
    return folder.segments().size() + height.getAsInt() > Limits.FOLDER_DEPTH
        ? Optional.of(tooDeep(folder))
        : Optional.empty();
  }

  static Optional<VersionSummary> currentVersion(Deliberation deliberation, Item item) {
    if (item.isFolder()) {
      return Optional.empty();
    }
    return deliberation
        .view()
        .version(new VersionId(item.id(), item.history().current()))
        .map(version -> VersionSummary.of(version.asOf(deliberation.now())));
  }

  static Outcome nameTaken(String name, FolderPath folder) {
    return refused(
        Rejection.Code.NAME_TAKEN, "the name \"" + name + "\" is taken in folder " + folder);
  }

  static Outcome notAFolder(FolderPath folder) {
    return refused(Rejection.Code.NOT_A_FOLDER, "part of " + folder + " is not a folder");
  }

  static Outcome builtIn(Item item) {
    return refused(
        Rejection.Code.ROOT_IS_FIXED,
        "folder " + item.place().name() + " came with the vault and stays");
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
