package io.craton.vault.core.service;

import io.craton.vault.core.id.VersionNumber;

/// Which versions of an item are asked for. Contract section 2.1.
public sealed interface VersionSelector {
  /// The one with the highest number.
  record Current() implements VersionSelector {}

  /// One by its number.
  record Numbered(VersionNumber number) implements VersionSelector {}

  /// All of them.
  record All() implements VersionSelector {}

  /// One counted back from the current one, which is 1.
  record FromEnd(int position) implements VersionSelector {}

  /// The last ones, fewer if there are fewer.
  record Last(int count) implements VersionSelector {}
}
