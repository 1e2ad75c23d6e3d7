package io.craton.vault.hsm;

import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Unavailable.Reason;
import io.craton.vault.hsm.TokenLibrary.Access;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/// A way into the token with a bounded number of [Seats], and the two ways of getting to one:
///
/// | the caller | its task runs | when its deadline passes inside the token |
/// |---|---|---|
/// | is watched ([Deadline#isWatched]), and changes no keys | in its own thread | the sweep gives it up; whoever watches the caller answers |
/// | is anybody else | in a platform thread of the lane, after a fair queue | the caller leaves |
///
/// A watched caller saves two wake-ups. All else is the same for both. Thread-safe.
final class Lane {
  private final Faults faults;
  private final HsmMetrics metrics;
  private final LongSupplier nanoTime;
  private final Seats seats;
  private final TokenDistance distance = TokenDistance.measured();
  private final BlockingQueue<Call<?>> queue = new ArrayBlockingQueue<>(HsmLimits.QUEUED_CALLS);
  private volatile boolean closed;

  Lane(
      String name,
      int places,
      TokenLibrary library,
      Faults faults,
      HsmMetrics metrics,
      LongSupplier nanoTime) {
    this.faults = faults;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
    AtomicInteger sessions = new AtomicInteger();
    this.seats = new Seats(places, () -> new Seat(library, faults, metrics, nanoTime, sessions));
    Thread.Builder builder = Thread.ofPlatform().daemon().name("hsm-" + name + "-", 1);
    for (int i = 0; i < places; i++) {
      builder.start(this::serveQueue);
    }
  }

  /// Runs the task with some session, and returns until the deadline unless the caller is watched
  /// and the token does not return.
  ///
  /// @throws Unavailable when it could not be done, or not in time; then the task may still run,
  ///   and is discarded when it ends
  <T> T run(HsmOperation operation, Task<T> task, Deadline deadline) throws Unavailable {
    boolean direct = operation.access() == Access.SHARED && deadline.isWatched();
    Call<T> call = new Call<>(operation, task, deadline, nanoTime.getAsLong(), direct);
    if (closed) {
      throw shuttingDown();
    }
    if (!direct) {
      enqueue(call);
    } else {
      carry(call);
    }
    try {
      return direct ? call.end() : call.await();
    } finally {
      if (call.abandonedInside()) {
        overrun();
      }
    }
  }

  private void enqueue(Call<?> call) throws Unavailable {
    if (!queue.offer(call)) {
      metrics.overloaded();
      throw new Unavailable(
          Reason.OVERLOADED,
          HsmLimits.QUEUED_CALLS + " calls wait for the HSM already",
          HsmLimits.RETRY_SOON);
    }
    if (closed) {
      call.refuse(shuttingDown());
    }
  }

  /// Works on the call in the calling thread until it has ended, nobody waits for it any more, or
  /// its deadline has passed before there was a seat.
  private void carry(Call<?> call) {
    boolean ended = call.deadline().expired();
    while (!ended) {
      Seat seat = seats.borrow(call.deadline());
      if (seat == null) {
        if (closed) {
          call.refuse(shuttingDown());
        }
        return;
      }
      try {
        ended = !call.begin() || serve(seat, call);
      } finally {
        seats.giveBack(seat);
      }
    }
  }

  private boolean serve(Seat seat, Call<?> call) {
    if (!call.isDirect()) {
      return seat.serve(call);
    }
    try (var _ = distance.visit()) {
      return seat.serve(call);
    }
  }

  private void serveQueue() {
    try {
      while (!closed) {
        Call<?> call = queue.poll(1, TimeUnit.SECONDS);
        if (call != null) {
          carry(call);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void overrun() {
    metrics.timedOut();
    faults.suspect(ErrorClass.HUNG, "a call did not return before its deadline");
  }

  /// Gives up the calls of watched callers that are inside the token past their deadline, and lets
  /// seats that have rested be used again. Called every [HsmLimits#SWEEP].
  void sweep() {
    for (Seat seat : seats.all()) {
      Call<?> call = seat.inside();
      if (call != null && call.giveUpWhenOverdue()) {
        overrun();
      }
    }
    seats.sweep();
  }

  /// Calls inside the token now.
  int running() {
    int running = 0;
    for (Seat seat : seats.all()) {
      running += seat.inside() == null ? 0 : 1;
    }
    return running;
  }

  boolean isClosed() {
    return closed;
  }

  /// Refuses further calls and ends the threads after their present call.
  void close() {
    closed = true;
    seats.close();
    for (Call<?> call = queue.poll(); call != null; call = queue.poll()) {
      call.refuse(shuttingDown());
    }
  }

  private static Unavailable shuttingDown() {
    return new Unavailable(Reason.SHUTTING_DOWN, "the HSM layer is closed", HsmLimits.RETRY_LATE);
  }
}
