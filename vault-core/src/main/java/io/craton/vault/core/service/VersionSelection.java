package io.craton.vault.core.service;

import io.craton.vault.core.Limits;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemVersion;
import java.util.List;

/// Finds the versions that a [VersionSelector] means.
final class VersionSelection {
  private VersionSelection() {}

  /// The versions, ascending by number, as they count now; none for folders.
  static List<ItemVersion> select(Reading reading, Item item, VersionSelector selector)
      throws RequestRefused {
    if (item.isFolder()) {
      return List.of();
    }
    int current = item.history().versionCount();
    return switch (selector) {
      case VersionSelector.Current newest -> range(reading, item, current, current);
      case VersionSelector.Numbered(VersionNumber number) ->
          List.of(reading.version(item.id(), number));
      case VersionSelector.All all -> range(reading, item, 1, current);
      case VersionSelector.FromEnd(int position) -> {
        if (position > current) {
          throw new RequestRefused(
              Rejection.Code.VERSION_NOT_FOUND,
              "item " + item.id() + " has " + current + " versions, asked for -" + position);
        }
        int number = current + 1 - position;
        yield range(reading, item, number, number);
      }
      case VersionSelector.Last(int count) ->
          range(reading, item, Math.max(1, current + 1 - count), current);
    };
  }

  private static List<ItemVersion> range(Reading reading, Item item, int first, int last)
      throws RequestRefused {
    int count = last - first + 1;
    if (count > Limits.VERSIONS_PER_ANSWER) {
      throw new RequestRefused(
          Rejection.Code.INPUT_TOO_LONG,
          count
              + " versions are too many for one answer, at most "
              + Limits.VERSIONS_PER_ANSWER
              + "; ask for the last ones with -N:");
    }
    return reading.view().versions(item.id(), first, count).stream()
        .map(version -> version.asOf(reading.now()))
        .toList();
  }
}
