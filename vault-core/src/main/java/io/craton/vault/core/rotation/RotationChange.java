package io.craton.vault.core.rotation;

import io.craton.vault.core.time.VaultDuration;
import java.util.Optional;

/// A change of [RotationSettings]: what is empty stays as it is; a present empty is inherited from
/// now on.
public record RotationChange(
    Optional<Optional<Frequency>> frequency,
    Optional<Optional<RetiredState>> retiredState,
    Optional<Optional<VaultDuration>> gracePeriod) {
  /// Everything stays as it is.
  public static final RotationChange NONE =
      new RotationChange(Optional.empty(), Optional.empty(), Optional.empty());

  /// The settings after the change.
  public RotationSettings applyTo(RotationSettings before) {
    return new RotationSettings(
        frequency.orElse(before.frequency()),
        retiredState.orElse(before.retiredState()),
        gracePeriod.orElse(before.gracePeriod()));
  }
}
