package io.craton.vault.core.item;

import io.craton.vault.core.algorithm.Algorithm;

/// What an item is, with what only such an item has. Fixed for the item's life.
public sealed interface ItemKind {
  /// The wire type.
  default ItemType type() {
    return switch (this) {
      case Key key ->
          key.algorithm().asymmetric() ? ItemType.ASYMMETRIC_KEY : ItemType.SYMMETRIC_KEY;
      case Secret secret -> ItemType.SECRET;
      case Folder folder -> ItemType.FOLDER;
    };
  }

  /// A key or key pair in the HSM.
  ///
  /// @param exportable whether its private part may ever leave the HSM
  record Key(Algorithm algorithm, boolean exportable) implements ItemKind {}

  /// A text kept under the cluster's key-encryption key.
  record Secret() implements ItemKind {}

  /// A folder; has no versions.
  ///
  /// @param explicit true when somebody asked for it, false when it came into being as the parent
  ///   of something
  record Folder(boolean explicit) implements ItemKind {}
}
