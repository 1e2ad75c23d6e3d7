package io.craton.vault.core.decision;

import io.craton.vault.core.algorithm.Purpose;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.state.StateView;
import java.time.Instant;

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
    return view.version(new VersionId(key.id(), key.history().current()))
        .filter(version -> version.asOf(now).state().name() == StateName.ACTIVE)
        .isPresent();
  }
}
