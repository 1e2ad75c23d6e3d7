package io.craton.vault.core.port;

import java.time.Duration;
import java.util.function.LongSupplier;

/// The moment at which somebody stops waiting, on a monotonic clock. Passed along a request, so
/// that all its steps together keep one bound. Immutable and thread-safe.
public final class Deadline {
  private final long atNanos;
  private final LongSupplier nanoTime;

  private Deadline(long atNanos, LongSupplier nanoTime) {
    this.atNanos = atNanos;
    this.nanoTime = nanoTime;
  }

  /// That long from now, by the given monotonic clock (nanoseconds, as `System::nanoTime`).
  public static Deadline after(Duration timeout, LongSupplier nanoTime) {
    return new Deadline(nanoTime.getAsLong() + timeout.toNanos(), nanoTime);
  }

  /// What is left; zero once it has passed, never negative.
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, atNanos - nanoTime.getAsLong()));
  }

  /// True once it has passed.
  public boolean expired() {
    return atNanos - nanoTime.getAsLong() <= 0;
  }

  /// This deadline, or `timeout` from now if that is later.
  public Deadline atLeast(Duration timeout) {
    Deadline other = after(timeout, nanoTime);
    return other.atNanos - atNanos > 0 ? other : this;
  }

  /// This deadline, or `timeout` from now if that is sooner.
  public Deadline atMost(Duration timeout) {
    Deadline other = after(timeout, nanoTime);
    return other.atNanos - atNanos < 0 ? other : this;
  }
}
