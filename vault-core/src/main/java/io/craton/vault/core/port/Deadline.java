package io.craton.vault.core.port;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The moment at which somebody stops waiting, on a monotonic clock. Passed along a request, so
/// that all its steps together keep one bound. Immutable and thread-safe.
///
/// A deadline may be *watched* for one thread: then its [Watch] knows of it, and answers in place
/// of that thread when it has passed. So the thread may enter a call that it cannot leave in time.
/// A deadline is watched in no other thread, and whatever is sooner than what the watch was told is
/// not watched.
public final class Deadline {
  private final long atNanos;
  private final LongSupplier nanoTime;
  private final @Nullable Watch watch;
  private final @Nullable Thread watched;

  private Deadline(
      long atNanos, LongSupplier nanoTime, @Nullable Watch watch, @Nullable Thread watched) {
    this.atNanos = atNanos;
    this.nanoTime = nanoTime;
    this.watch = watch;
    this.watched = watched;
  }

  /// That long from now, by the given monotonic clock (nanoseconds, as `System::nanoTime`).
  public static Deadline after(Duration timeout, LongSupplier nanoTime) {
    return new Deadline(nanoTime.getAsLong() + timeout.toNanos(), nanoTime, null, null);
  }

  /// The same, watched for the calling thread. The watch is told of it, and of later ones that
  /// [#atLeast] makes of it in this thread.
  ///
  /// @throws IllegalStateException in a virtual thread: stuck in a native call it would hold up its
  ///   carrier, and with that all others
  public Deadline watchedBy(Watch by) {
    Thread current = Thread.currentThread();
    if (current.isVirtual()) {
      throw new IllegalStateException("a virtual thread must not be stuck");
    }
    Deadline known = new Deadline(atNanos, nanoTime, by, current);
    by.until(known);
    return known;
  }

  /// True when somebody answers in place of the calling thread once this deadline has passed.
  public boolean isWatched() {
    return watched == Thread.currentThread();
  }

  /// True when it passes after the other one; both by the same clock.
  public boolean isAfter(Deadline other) {
    return atNanos - other.atNanos > 0;
  }

  /// What is left; zero once it has passed, never negative.
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, atNanos - nanoTime.getAsLong()));
  }

  /// True once it has passed.
  public boolean expired() {
    return atNanos - nanoTime.getAsLong() <= 0;
  }

  /// True once it has passed by more than that.
  public boolean expiredFor(Duration overdue) {
    return nanoTime.getAsLong() - atNanos > overdue.toNanos();
  }

  /// This deadline, or `timeout` from now if that is later. Watched where this one is.
  public Deadline atLeast(Duration timeout) {
    Deadline other = after(timeout, nanoTime);
    if (!other.isAfter(this)) {
      return this;
    }
    Watch told = watch;
    return told != null && isWatched() ? other.watchedBy(told) : other;
  }

  /// This deadline, or `timeout` from now if that is sooner; then it is not watched.
  public Deadline atMost(Duration timeout) {
    Deadline other = after(timeout, nanoTime);
    return isAfter(other) ? other : this;
  }
}
