package io.craton.vault.core.item;

import io.craton.vault.core.id.VersionNumber;
import java.time.Instant;
import java.util.Optional;

/// When an item came into being, when it was last rotated, and how many versions it has had.
///
/// @param versionCount the number of the current version; 0 for folders
public record History(Instant createdAt, Optional<Instant> lastRotated, int versionCount) {
  /// A new item with one version.
  public static History started(Instant now) {
    return new History(now, Optional.empty(), 1);
  }

  /// A new folder.
  public static History ofFolder(Instant now) {
    return new History(now, Optional.empty(), 0);
  }

  /// The highest version number.
  ///
  /// @throws IllegalArgumentException for a folder
  public VersionNumber current() {
    return new VersionNumber(versionCount);
  }

  /// One version more.
  public History rotated(Instant now) {
    return new History(createdAt, Optional.of(now), Math.addExact(versionCount, 1));
  }
}
