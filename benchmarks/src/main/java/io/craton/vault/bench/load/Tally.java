package io.craton.vault.bench.load;

import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// Counts what starts in a window of time. Times are kept of answers 200, and of what was waited
/// for in vain: with as long as was waited, so that a server that hangs cannot look quick. Not
/// thread-safe.
final class Tally implements Recorder {
  private static final int OK = 200;
  private static final long SHORTEST_NANOS = 1_000;
  private static final long LONGEST_NANOS = Duration.ofHours(1).toNanos();
  private static final int DIGITS = 3;

  private final Window window;
  private final Histogram histogram = new Histogram(SHORTEST_NANOS, LONGEST_NANOS, DIGITS);
  private final SortedMap<String, Long> errors = new TreeMap<>();
  private long good;

  Tally(Window window) {
    this.window = window;
  }

  @Override
  public void answered(long start, long end, int status) {
    if (!window.counts(start)) {
      return;
    }
    if (status == OK) {
      good++;
      time(end - start);
    } else {
      errors.merge(Integer.toString(status), 1L, Long::sum);
    }
  }

  @Override
  public void failed(long start, long end, Failure failure) {
    if (!window.counts(start)) {
      return;
    }
    errors.merge(failure.label(), 1L, Long::sum);
    if (failure.isWait()) {
      time(end - start);
    }
  }

  private void time(long nanos) {
    histogram.recordValue(Math.clamp(nanos, 0, LONGEST_NANOS));
  }

  /// Answers 200.
  long good() {
    return good;
  }

  Latencies latencies() {
    return Latencies.of(histogram);
  }

  /// How many of each, by status or failure; of answers 200 nothing.
  SortedMap<String, Long> errors() {
    return new TreeMap<>(errors);
  }
}
