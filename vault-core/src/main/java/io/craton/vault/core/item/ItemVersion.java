package io.craton.vault.core.item;

import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import java.time.Instant;
import java.util.Optional;

/// One generation of an item's material.
///
/// @param rotatedAt when a newer version took its place
public record ItemVersion(
    VersionId id, Instant createdAt, Optional<Instant> rotatedAt, VersionState state) {
  /// A new version, active.
  public static ItemVersion created(VersionId id, Instant now, Material material) {
    return new ItemVersion(id, now, Optional.empty(), new VersionState.Active(material));
  }

  /// Its number within the item.
  public VersionNumber number() {
    return id.number();
  }

  /// The same version in another state.
  public ItemVersion withState(VersionState newState) {
    return new ItemVersion(id, createdAt, rotatedAt, newState);
  }

  /// The same version, superseded.
  public ItemVersion superseded(Instant now) {
    return new ItemVersion(id, createdAt, Optional.of(now), state);
  }

  /// The same version as it counts at `now`: a version whose time of destruction has come is
  /// destroyed, whether or not the timer has written that down yet.
  public ItemVersion asOf(Instant now) {
    return withState(state.asOf(now));
  }
}
