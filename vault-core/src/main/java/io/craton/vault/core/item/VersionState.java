package io.craton.vault.core.item;

import java.time.Instant;
import java.util.Optional;

/// The state of a version, with just the data that is legal in it. Contract section 4; the legal
/// changes are in [Transition].
public sealed interface VersionState {
  /// Usable for everything.
  record Active(Material material) implements VersionState {}

  /// Kept for what was made with it: decrypt and verify only.
  ///
  /// @param destroyAt the end of a grace period after rotation, when one runs
  record Deactivated(Material material, Optional<Instant> destroyAt) implements VersionState {}

  /// Like deactivated, meant to come back.
  record Suspended(Material material) implements VersionState {}

  /// Known or believed to be in wrong hands: verify and decrypt only, until it is destroyed.
  record Compromised(Material material, Instant destroyAt) implements VersionState {}

  /// The material is gone for good.
  record Destroyed(Instant destroyedAt) implements VersionState {}

  /// The name of this state.
  default StateName name() {
    return switch (this) {
      case Active active -> StateName.ACTIVE;
      case Deactivated deactivated -> StateName.DEACTIVATED;
      case Suspended suspended -> StateName.SUSPENDED;
      case Compromised compromised -> StateName.COMPROMISED;
      case Destroyed destroyed -> StateName.DESTROYED;
    };
  }

  /// What the version is made of; empty once it is destroyed.
  default Optional<Material> heldMaterial() {
    return switch (this) {
      case Active(Material material) -> Optional.of(material);
      case Deactivated(Material material, Optional<Instant> destroyAt) -> Optional.of(material);
      case Suspended(Material material) -> Optional.of(material);
      case Compromised(Material material, Instant destroyAt) -> Optional.of(material);
      case Destroyed destroyed -> Optional.empty();
    };
  }

  /// The same state with other material.
  ///
  /// @throws IllegalStateException when the material is gone
  default VersionState withMaterial(Material material) {
    return switch (this) {
      case Active active -> new Active(material);
      case Deactivated deactivated -> new Deactivated(material, deactivated.destroyAt());
      case Suspended suspended -> new Suspended(material);
      case Compromised compromised -> new Compromised(material, compromised.destroyAt());
      case Destroyed destroyed -> throw new IllegalStateException("the material is gone");
    };
  }

  /// When the material will be or was destroyed, as far as that is settled.
  default Optional<Instant> destruction() {
    return switch (this) {
      case Active active -> Optional.empty();
      case Deactivated(Material material, Optional<Instant> destroyAt) -> destroyAt;
      case Suspended suspended -> Optional.empty();
      case Compromised(Material material, Instant destroyAt) -> Optional.of(destroyAt);
      case Destroyed(Instant destroyedAt) -> Optional.of(destroyedAt);
    };
  }

  /// This state, or destroyed when the time of destruction has come.
  default VersionState asOf(Instant now) {
    return destruction().filter(at -> !now.isBefore(at)).isPresent()
        ? new Destroyed(destruction().orElseThrow())
        : this;
  }
}
