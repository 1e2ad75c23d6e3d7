package io.craton.vault.core.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// How often something took how long. To add one costs a search of the bucket and two additions
/// without a lock. Thread-safe; a reading is not atomic.
public final class Durations {
  private final long[] boundsNanos;
  private final LongAdder[] buckets;
  private final LongAdder nanos = new LongAdder();

  /// @param bounds upper ends of the buckets, increasing
  public Durations(List<Duration> bounds) {
    this.boundsNanos = bounds.stream().mapToLong(Duration::toNanos).toArray();
    this.buckets = new LongAdder[boundsNanos.length + 1];
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new LongAdder();
      if (i > 0 && i < boundsNanos.length && boundsNanos[i] <= boundsNanos[i - 1]) {
        throw new IllegalArgumentException("bounds do not increase: " + bounds);
      }
    }
  }

  /// Bounds in milliseconds.
  public static Durations ofMillis(double... bounds) {
    List<Duration> all = new ArrayList<>();
    for (double bound : bounds) {
      all.add(Duration.ofNanos(Math.round(bound * 1e6)));
    }
    return new Durations(all);
  }

  /// Counts one that took that long.
  public void add(long tookNanos) {
    int bucket = 0;
    while (bucket < boundsNanos.length && tookNanos > boundsNanos[bucket]) {
      bucket++;
    }
    buckets[bucket].increment();
    nanos.add(tookNanos);
  }

  /// What was counted so far.
  public Reading read() {
    List<Bucket> read = new ArrayList<>();
    for (int i = 0; i < boundsNanos.length; i++) {
      read.add(new Bucket(Duration.ofNanos(boundsNanos[i]), buckets[i].sum()));
    }
    long slower = buckets[boundsNanos.length].sum();
    return new Reading(read, slower, Duration.ofNanos(nanos.sum()));
  }

  /// What was counted.
  ///
  /// @param buckets by increasing bound; each counts what is above the bound before it
  /// @param slower how many took longer than the last bound
  /// @param sum of all
  public record Reading(List<Bucket> buckets, long slower, Duration sum) {
    public Reading {
      buckets = List.copyOf(buckets);
    }

    /// All of them.
    public long count() {
      return slower + buckets.stream().mapToLong(Bucket::count).sum();
    }
  }

  /// How many took at most `bound`, and longer than the bound of the bucket before.
  public record Bucket(Duration bound, long count) {}
}
