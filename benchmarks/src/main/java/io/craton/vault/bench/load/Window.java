package io.craton.vault.bench.load;

/// The instants of a load, as [System#nanoTime()] has them.
///
/// @param begin of the warm-up
/// @param from what starts from then on counts
/// @param until nothing starts from then on
record Window(long begin, long from, long until) {
  /// From now on.
  static Window of(Plan plan) {
    long begin = System.nanoTime();
    long from = begin + plan.warmUp().toNanos();
    return new Window(begin, from, from + plan.length().toNanos());
  }

  boolean counts(long start) {
    return start - from >= 0 && start - until < 0;
  }
}
