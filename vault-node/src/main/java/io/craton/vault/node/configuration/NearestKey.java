package io.craton.vault.node.configuration;

import java.util.Collection;
import java.util.Comparator;

/// Finds the name that somebody probably meant.
final class NearestKey {
  private NearestKey() {}

  /// The candidate with the fewest edits (insert, delete, replace) to `text`.
  ///
  /// @throws IllegalArgumentException without candidates
  static String of(String text, Collection<String> candidates) {
    return candidates.stream()
        .min(Comparator.comparingInt(candidate -> distance(text, candidate)))
        .orElseThrow(() -> new IllegalArgumentException("no candidates"));
  }

  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
