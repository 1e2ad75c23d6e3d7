package io.craton.vault.hsm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// How long the calls of one [HsmOperation] took, from the moment at which they were asked for to
/// their end: waiting for a session and for changes of keys is part of it. Calls that nobody waited
/// for any more count when they end, successful or not. Thread-safe.
final class Latencies {
  /// From a session object's signature to a long RSA key; what takes longer is in the count only.
  private static final long[] BOUNDS_MICROS = {
    100,
    250,
    500,
    1_000,
    2_500,
    5_000,
    10_000,
    25_000,
    50_000,
    100_000,
    250_000,
    500_000,
    1_000_000,
    2_500_000,
    5_000_000,
    10_000_000,
  };

  private static final int NANOS_PER_MICRO = 1_000;

  private final LongAdder[] buckets = new LongAdder[BOUNDS_MICROS.length + 1];
  private final LongAdder nanos = new LongAdder();

  Latencies() {
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new LongAdder();
    }
  }

  void add(long tookNanos) {
    int bucket = 0;
    while (bucket < BOUNDS_MICROS.length && tookNanos > BOUNDS_MICROS[bucket] * NANOS_PER_MICRO) {
      bucket++;
    }
    buckets[bucket].increment();
    nanos.add(tookNanos);
  }

  HsmMetrics.Latency read() {
    List<HsmMetrics.Bucket> read = new ArrayList<>();
    for (int i = 0; i < BOUNDS_MICROS.length; i++) {
      Duration bound = Duration.ofNanos(BOUNDS_MICROS[i] * NANOS_PER_MICRO);
      read.add(new HsmMetrics.Bucket(bound, buckets[i].sum()));
    }
    long slower = buckets[BOUNDS_MICROS.length].sum();
    return new HsmMetrics.Latency(read, slower, Duration.ofNanos(nanos.sum()));
  }
}
