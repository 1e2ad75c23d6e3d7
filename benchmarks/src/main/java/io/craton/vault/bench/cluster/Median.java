package io.craton.vault.bench.cluster;

import java.util.List;
import java.util.function.ToDoubleFunction;

/// Of turns, so that one that something else disturbed does not count.
final class Median {
  private Median() {}

  /// The median of a figure.
  ///
  /// @param turns at least one
  static <T> double of(List<T> turns, ToDoubleFunction<T> figure) {
    double[] sorted = turns.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
