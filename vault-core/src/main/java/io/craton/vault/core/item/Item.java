package io.craton.vault.core.item;

import io.craton.vault.core.id.ItemId;

/// The header of an item; its versions are records of their own.
///
/// @param place the parent folder and the name, unique together
public record Item(
    ItemId id,
    ItemKind kind,
    Place place,
    Labels labels,
    Availability availability,
    History history) {
  /// The wire type.
  public ItemType type() {
    return kind.type();
  }

  /// The same item elsewhere or under another name.
  public Item withPlace(Place newPlace) {
    return new Item(id, kind, newPlace, labels, availability, history);
  }

  /// The same item with other labels.
  public Item withLabels(Labels newLabels) {
    return new Item(id, kind, place, newLabels, availability, history);
  }

  /// The same item, usable or not.
  public Item withAvailability(Availability newAvailability) {
    return new Item(id, kind, place, labels, newAvailability, history);
  }

  /// The same item with another history.
  public Item withHistory(History newHistory) {
    return new Item(id, kind, place, labels, availability, newHistory);
  }
}
