package io.craton.vault.core.rotation;

import io.craton.vault.core.time.VaultDuration;
import java.util.Optional;

/// What an item or folder says about rotation itself; what is empty is inherited.
///
/// @param gracePeriod how long a superseded token or client secret stays usable
public record RotationSettings(
    Optional<Frequency> frequency,
    Optional<RetiredState> retiredState,
    Optional<VaultDuration> gracePeriod) {
  /// Everything is inherited.
  public static final RotationSettings INHERITED =
      new RotationSettings(Optional.empty(), Optional.empty(), Optional.empty());
}
