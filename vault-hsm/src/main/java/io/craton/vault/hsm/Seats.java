package io.craton.vault.hsm;

import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Waiting;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A bounded number of seats that threads borrow. Whoever comes takes a free seat at once; who
/// waited for [HsmLimits#PASSED_BY] is passed by nobody any more, and is served in the order of
/// arrival. A queue that is fair from the start would wake a thread for each call. Thread-safe.
///
/// There are never more permits than free seats: a seat is free before its permit is given back,
/// and taken only with a permit. So whoever has a permit finds a seat.
final class Seats {
  private final List<Seat> all;
  private final Semaphore free;
  private final AtomicInteger impatient = new AtomicInteger();
  private volatile boolean closed;

  Seats(int count, Supplier<Seat> maker) {
    this.all = Stream.generate(maker).limit(count).toList();
    this.free = new Semaphore(count, true);
  }

  /// A seat for the calling thread, which gives it back; null when none became free until the
  /// deadline, when the thread is interrupted, and when the seats are closed.
  @Nullable Seat borrow(Deadline deadline) {
    boolean permitted = impatient.get() == 0 && free.tryAcquire();
    if ((!permitted && !await(deadline)) || closed) {
      return null;
    }
    while (true) {
      for (Seat seat : all) {
        if (seat.take()) {
          return seat;
        }
      }
      Thread.onSpinWait();
    }
  }

  private boolean await(Deadline deadline) {
    try (var _ = Waiting.begin()) {
      long patience = HsmLimits.PASSED_BY.toNanos();
      if (acquire(Math.min(patience, deadline.remaining().toNanos()))) {
        return true;
      }
      impatient.incrementAndGet();
      try {
        return acquire(deadline.remaining().toNanos());
      } finally {
        impatient.decrementAndGet();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean acquire(long nanos) throws InterruptedException {
    return free.tryAcquire(nanos, TimeUnit.NANOSECONDS);
  }

  /// Takes back what the calling thread has borrowed.
  void giveBack(Seat seat) {
    if (seat.leave()) {
      free.release();
    }
  }

  /// All seats, taken or not.
  List<Seat> all() {
    return all;
  }

  /// Frees the seats that have rested. Called now and then.
  void sweep() {
    for (Seat seat : all) {
      if (seat.rested()) {
        free.release();
      }
    }
  }

  /// Lets nobody have a seat any more, and those go who wait for one.
  void close() {
    if (!closed) {
      closed = true;
      free.release(HsmLimits.SESSIONS + HsmLimits.WAITING_THREADS);
    }
  }
}
