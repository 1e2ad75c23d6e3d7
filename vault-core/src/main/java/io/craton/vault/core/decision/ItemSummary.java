package io.craton.vault.core.decision;

import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.rotation.EffectiveRotation;
import java.time.Instant;
import java.util.Optional;

/// An item as it is shown after a change, without material.
///
/// @param folder the path of the parent folder
/// @param rotation what counts for the item, inherited settings included
/// @param version the version that was made or changed, else the current one; empty for folders
public record ItemSummary(
    Item item, FolderPath folder, EffectiveRotation rotation, Optional<VersionSummary> version) {
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
  }
}
