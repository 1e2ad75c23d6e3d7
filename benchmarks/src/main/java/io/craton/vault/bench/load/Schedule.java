package io.craton.vault.bench.load;

import java.time.Duration;

/// Starts at even distances, fixed beforehand. One thread takes them; others may ask for the next.
final class Schedule implements Starts {
  private static final double SECOND_NANOS = Duration.ofSeconds(1).toNanos();

  private final long begin;
  private final double stepNanos;
  private final long count;

  /// Written by one thread only.
  private volatile long next;

  /// @param until none is due from then on
  Schedule(long begin, long until, double perSecond) {
    this.begin = begin;
    this.stepNanos = SECOND_NANOS / perSecond;
    this.count = (long) Math.ceil((until - begin) / stepNanos);
  }

  /// The number of the next one.
  long next() {
    return next;
  }

  long dueAt(long number) {
    return begin + Math.round(number * stepNanos);
  }

  boolean isLast(long number) {
    return number >= count;
  }

  @Override
  public boolean due(long now) {
    return !over(now) && dueAt(next) - now <= 0;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
  public long take(long now) {
    long due = dueAt(next);
    next++;
    return due;
  }

  @Override
  public boolean over(long now) {
    return isLast(next);
  }

  @Override
  public void skipTo(long instant) {
    while (!isLast(next) && dueAt(next) - instant < 0) {
      take(instant);
    }
  }
}
