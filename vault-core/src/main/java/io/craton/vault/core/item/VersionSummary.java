package io.craton.vault.core.item;

import io.craton.vault.core.id.VersionNumber;
import java.time.Instant;
import java.util.Optional;

/// One version without its material.
///
/// @param destruction when the material will be or was destroyed
public record VersionSummary(
    VersionNumber number,
    Instant createdAt,
    Optional<Instant> rotatedAt,
    StateName state,
    Optional<Instant> destruction) {
  /// What may be told of `version`.
  public static VersionSummary of(ItemVersion version) {
    return new VersionSummary(
        version.number(),
        version.createdAt(),
        version.rotatedAt(),
        version.state().name(),
        version.state().destruction());
  }

  /// As [ItemVersion#asOf].
  public VersionSummary asOf(Instant now) {
    boolean destroyed = destruction.filter(at -> !now.isBefore(at)).isPresent();
    return destroyed
        ? new VersionSummary(number, createdAt, rotatedAt, StateName.DESTROYED, destruction)
        : this;
  }
}
