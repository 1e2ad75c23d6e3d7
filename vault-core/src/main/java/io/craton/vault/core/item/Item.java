package io.craton.vault.core.item;

import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.rotation.Schedule;

/// The header of an item; its versions are records of their own.
///
/// @param place the parent folder and the name, unique together
/// @param rotation the item's own settings; a folder's are inherited by what is below it
public record Item(
    ItemId id,
    ItemKind kind,
    Place place,
    Labels labels,
    Lifecycle lifecycle,
    RotationSettings rotation) {
  /// The wire type.
  public ItemType type() {
    return kind.type();
  }

  /// Whether the item is usable.
  public Availability availability() {
    return lifecycle.availability();
  }

  /// What the item has been through.
  public History history() {
    return lifecycle.history();
  }

  /// When a policy rotates the item.
  public Schedule schedule() {
    return lifecycle.schedule();
  }

  /// True for folders.
  public boolean isFolder() {
    return kind instanceof ItemKind.Folder;
  }

  /// The same item elsewhere or under another name.
  public Item withPlace(Place newPlace) {
    return new Item(id, kind, newPlace, labels, lifecycle, rotation);
  }

  /// The same item with other labels.
  public Item withLabels(Labels newLabels) {
    return new Item(id, kind, place, newLabels, lifecycle, rotation);
  }

  /// The same item, usable or not.
  public Item withAvailability(Availability newAvailability) {
    return withLifecycle(new Lifecycle(newAvailability, history(), schedule()));
  }

  /// The same item with another history.
  public Item withHistory(History newHistory) {
    return withLifecycle(new Lifecycle(availability(), newHistory, schedule()));
  }

  /// The same item with another schedule.
  public Item withSchedule(Schedule newSchedule) {
    return withLifecycle(new Lifecycle(availability(), history(), newSchedule));
  }

  /// The same item with other settings.
  public Item withRotation(RotationSettings newRotation) {
    return new Item(id, kind, place, labels, lifecycle, newRotation);
  }

  /// The same folder, from now on one that somebody asked for.
  public Item asExplicitFolder() {
    return new Item(
        id, new ItemKind.Folder(FolderOrigin.EXPLICIT), place, labels, lifecycle, rotation);
  }

  private Item withLifecycle(Lifecycle newLifecycle) {
    return new Item(id, kind, place, labels, newLifecycle, rotation);
  }
}
