package io.craton.vault.core.item;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.id.ItemId;
import java.util.Optional;

/// What an item is, with what only such an item has. Fixed for the item's life.
public sealed interface ItemKind {
  /// The wire type.
  default ItemType type() {
    return switch (this) {
      case Key key ->
          key.algorithm().asymmetric() ? ItemType.ASYMMETRIC_KEY : ItemType.SYMMETRIC_KEY;
      case Secret secret -> ItemType.SECRET;
      case Token token -> ItemType.PANGEA_TOKEN;
      case ClientSecret client ->
          client.platform()
              ? ItemType.PANGEA_PLATFORM_CLIENT_SECRET
              : ItemType.PANGEA_CLIENT_SECRET;
      case Folder folder -> ItemType.FOLDER;
    };
  }

  /// The vault key that this item's values are encrypted under besides the key-encryption key.
  default Optional<ItemId> encryptedUnder() {
    return switch (this) {
      case Key key -> key.encryptingItem();
      case Secret secret -> secret.encryptingItem();
      case Token token -> token.encryptingItem();
      case ClientSecret client -> client.encryptingItem();
      case Folder folder -> Optional.empty();
    };
  }

  /// True for types that a policy can rotate.
  default boolean rotatesByPolicy() {
    return switch (this) {
      case Key key -> true;
      case Token token -> true;
      case ClientSecret client -> true;
      case Secret secret -> false;
      case Folder folder -> false;
    };
  }

  /// True for types whose superseded version stays usable for a grace period.
  default boolean hasGracePeriod() {
    return switch (this) {
      case Token token -> true;
      case ClientSecret client -> true;
      case Key key -> false;
      case Secret secret -> false;
      case Folder folder -> false;
    };
  }

  /// A key or key pair in the HSM.
  ///
  /// @param exportable whether its private part may ever leave the HSM
  /// @param encryptingItem kept and echoed; the key itself never leaves the HSM
  record Key(Algorithm algorithm, boolean exportable, Optional<ItemId> encryptingItem)
      implements ItemKind {}

  /// A text.
  ///
  /// @param encryptingItem a vault key that its values are encrypted under as well
  record Secret(Optional<ItemId> encryptingItem) implements ItemKind {}

  /// An API token.
  ///
  /// @param encryptingItem as for secrets
  record Token(Optional<ItemId> encryptingItem) implements ItemKind {}

  /// The secret of an OAuth client; each version has an id of its own.
  ///
  /// @param platform whether it belongs to the platform rather than to a service
  /// @param encryptingItem as for secrets
  record ClientSecret(boolean platform, String clientId, Optional<ItemId> encryptingItem)
      implements ItemKind {}

  /// A folder; has no versions.
  record Folder(FolderOrigin origin) implements ItemKind {}
}
