package io.craton.vault.hsm;

import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Unavailable.Reason;
import io.craton.vault.core.port.Waiting;
import io.craton.vault.hsm.TokenLibrary.Access;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A task on its way from the caller to a worker and back. The worker is the caller itself when the
/// call is *direct*, otherwise a thread of the lane. Either the worker delivers or the call is
/// given up, never both; whoever waits for it can give it up, and that is the sweep when the caller
/// is inside itself:
///
/// | from \ to | running | done | abandoned |
/// |---|---|---|---|
/// | queued | worker | worker, at the end of the lane | caller |
/// | running | worker without a session: queued | worker | caller; direct: sweep |
final class Call<T> {
  private static final int QUEUED = 0;
  private static final int RUNNING = 1;
  private static final int DONE = 2;
  private static final int ABANDONED = 3;

  /// A field and no object of its own: there is a call for each operation.
  private static final VarHandle STATE = stateHandle();

  private final HsmOperation operation;
  private final Task<T> task;
  private final Deadline deadline;
  private final long askedAtNanos;
  private final boolean direct;
  private final Thread caller = Thread.currentThread();
  private volatile int state = QUEUED;
  private @Nullable T result;
  private @Nullable Throwable failure;
  private boolean abandonedInside;

  /// @param direct whether the calling thread is the worker
  Call(HsmOperation operation, Task<T> task, Deadline deadline, long askedAtNanos, boolean direct) {
    this.operation = operation;
    this.task = task;
    this.deadline = deadline;
    this.askedAtNanos = askedAtNanos;
    this.direct = direct;
  }

  private static VarHandle stateHandle() {
    try {
      return MethodHandles.lookup().findVarHandle(Call.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the field is there", e);
    }
  }

  private boolean moves(int from, int to) {
    return STATE.compareAndSet(this, from, to);
  }

  HsmOperation operation() {
    return operation;
  }

  Access access() {
    return operation.access();
  }

  long askedAtNanos() {
    return askedAtNanos;
  }

  Task<T> task() {
    return task;
  }

  Deadline deadline() {
    return deadline;
  }

  /// Worker: takes the call on, unless the caller has left.
  boolean begin() {
    return moves(QUEUED, RUNNING);
  }

  /// Worker: lets another worker take the call on; false when the caller has left.
  boolean putBack() {
    return moves(RUNNING, QUEUED);
  }

  /// Worker: hands over the result; false when the caller has left.
  boolean deliver(T value) {
    result = value;
    return finish(RUNNING);
  }

  /// Worker: hands over what went wrong, checked [Unavailable] or unchecked.
  void fail(Throwable thrown) {
    failure = thrown;
    finish(RUNNING);
  }

  /// Worker: refuses a call that was not begun.
  void refuse(Unavailable why) {
    failure = why;
    finish(QUEUED);
  }

  private boolean finish(int from) {
    if (!moves(from, DONE)) {
      return false;
    }
    if (!direct) {
      LockSupport.unpark(caller);
    }
    return true;
  }

  /// Caller: waits for the end, at most until the deadline.
  ///
  /// @throws Unavailable also with [Reason#DEADLINE]; see [#abandonedInside]
  T await() throws Unavailable {
    try (var _ = Waiting.begin()) {
      awaitEnd();
    }
    return outcome();
  }

  private void awaitEnd() throws Unavailable {
    boolean interrupted = false;
    while (state < DONE) {
      long left = deadline.remaining().toNanos();
      if (left <= 0 || interrupted) {
        giveUp(interrupted);
        break;
      }
      LockSupport.parkNanos(this, left);
      interrupted = Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void giveUp(boolean interrupted) throws Unavailable {
    boolean queued = moves(QUEUED, ABANDONED);
    boolean inside = !queued && moves(RUNNING, ABANDONED);
    if (!queued && !inside) {
      return;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    abandonedInside = inside;
    throw late(inside);
  }

  private static Unavailable late(boolean inside) {
    String what = inside ? "the HSM did not answer in time" : "no HSM session became free in time";
    return new Unavailable(Reason.DEADLINE, what, HsmLimits.RETRY_SOON);
  }

  /// Whether the calling thread is the worker.
  boolean isDirect() {
    return direct;
  }

  /// Sweep: gives up a direct call that runs past its deadline; true once.
  boolean giveUpWhenOverdue() {
    return direct && deadline.expired() && moves(RUNNING, ABANDONED);
  }

  /// Caller of a direct call, after it has worked on it: how it ended. A result that came after the
  /// deadline is dropped, whether the sweep has seen that or not.
  ///
  /// @throws Unavailable also with [Reason#DEADLINE]; see [#abandonedInside]
  T end() throws Unavailable {
    int ended = state;
    if (ended != DONE) {
      throw late(ended == ABANDONED);
    }
    if (failure == null && deadline.expired()) {
      abandonedInside = true;
      throw late(true);
    }
    return outcome();
  }

  private T outcome() throws Unavailable {
    switch (failure) {
      case null -> {}
      case Unavailable e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
    T value = result;
    if (value == null) {
      throw new IllegalStateException("a task returned no result");
    }
    return value;
  }

  /// Caller: true when it left while the task ran, or was the first to see that it took too long,
  /// so that the token may hang.
  boolean abandonedInside() {
    return abandonedInside;
  }
}
