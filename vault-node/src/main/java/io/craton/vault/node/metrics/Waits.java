package io.craton.vault.node.metrics;

import io.craton.vault.core.measure.Durations;

/// The buckets of waits for other nodes: from a round trip on one machine to a request's longest.
final class Waits {
  private Waits() {}

  static Durations durations() {
    return Durations.ofMillis(
        0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000);
  }
}
