package io.craton.vault.node.job;

import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.state.StateView;
import java.util.Optional;

/// A place in the state that names a key in the HSM which must be there.
sealed interface KeyReference {
  /// The key.
  KeyRef key();

  /// Whether the place still names this key.
  boolean heldIn(StateView view);

  /// A version of an item.
  record OfVersion(VersionId id, KeyRef key) implements KeyReference {
    @Override
    public boolean heldIn(StateView view) {
      return view.version(id).flatMap(KeyReference::of).filter(key::equals).isPresent();
    }

    @Override
    public String toString() {
      return "item " + id.item() + " version " + id.number();
    }
  }

  /// A generation of the key-encryption key.
  record OfKek(KekVersion version, KeyRef key) implements KeyReference {
    @Override
    public boolean heldIn(StateView view) {
      return view.kek(version).filter(key::equals).isPresent();
    }

    @Override
    public String toString() {
      return "key-encryption key " + version.value();
    }
  }

  /// The key of a version: empty when it is destroyed, public only, sealed or of software.
  static Optional<KeyRef> of(ItemVersion version) {
    return version
        .state()
        .heldMaterial()
        .flatMap(material ->
            material instanceof Material.HsmKey key ? Optional.of(key.ref()) : Optional.empty());
  }
}
