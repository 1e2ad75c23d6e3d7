package io.craton.vault.core.decision;

import io.craton.vault.core.algorithm.Purpose;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.state.StateView;
import java.time.Instant;
import java.util.Optional;

/// Vault keys that values of other items are encrypted under. Contract section 3.9.
final class EncryptingKeys {
  private EncryptingKeys() {}

  /// Only symmetric ones: a public key takes less than a value may have.
  static boolean isEncryptionKey(Item item) {
    return item.kind() instanceof ItemKind.Key key
        && !key.algorithm().asymmetric()
        && key.algorithm().purpose() == Purpose.ENCRYPTION;
  }

  static boolean currentIsActive(StateView view, Item key, Instant now) {
    return isActive(view, new VersionId(key.id(), key.history().current()), now);
  }

  /// Whether what `material` was encrypted under, if that was a vault key, may still encrypt: it
  /// was checked before the log, and may have been revoked since.
  static boolean mayHaveEncrypted(StateView view, Material material, Instant now) {
    Optional<VersionId> under =
        switch (material) {
          case Material.Sealed sealed -> sealed.under();
          case Material.ApiToken token -> token.secret().under();
          case Material.Credential credential -> credential.secret().under();
          case Material.SoftwareKey key -> key.privateKey().under();
          case Material.HsmKey key -> Optional.empty();
          case Material.PublicOnly half -> Optional.empty();
        };
    return under.isEmpty()
        || (isEnabled(view, under.get(), now) && isActive(view, under.get(), now));
  }

  /// The refusal of a value that was encrypted under a version which may not encrypt any more.
  static Outcome revoked() {
    return Deliberation.refused(
        Rejection.Code.ENCRYPTING_ITEM_UNUSABLE,
        "the key that the value was encrypted under is not usable any more");
  }

  private static boolean isEnabled(StateView view, VersionId key, Instant now) {
    return view.item(key.item()).filter(item -> item.availability().enabledAt(now)).isPresent();
  }

  private static boolean isActive(StateView view, VersionId key, Instant now) {
    return view.version(key)
        .filter(version -> version.asOf(now).state().name() == StateName.ACTIVE)
        .isPresent();
  }
}
