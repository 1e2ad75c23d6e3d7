package io.craton.vault.http.server;

import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Watch;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Who answers a request: its own thread, or the watch when that thread is late; never both. Only
/// the one whose turn it is touches request and response.
///
/// | from \ to | working | reading | answered | given up |
/// |---|---|---|---|---|
/// | working | – | its thread | its thread | watch, when a deadline has passed |
/// | reading | its thread | – | – | – |
///
/// While a body is read, which has bounds of its own, nobody is late. Thread-safe.
final class Turn implements Watch {
  private enum State {
    WORKING,
    READING,
    ANSWERED,
    GIVEN_UP
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.WORKING);
  private final CountDownLatch watchIsDone = new CountDownLatch(1);
  private volatile @Nullable Deadline until;

  @Override
  public void until(Deadline deadline) {
    Deadline told = until;
    if (told == null || deadline.isAfter(told)) {
      until = deadline;
    }
  }

  /// Thread: begins to read the body; false when it was given up.
  boolean beginReading() {
    return state.compareAndSet(State.WORKING, State.READING);
  }

  /// Thread: has read, and is not late before the next deadline is told.
  void endReading() {
    until = null;
    state.set(State.WORKING);
  }

  /// Thread: begins to answer; false when it was given up.
  boolean beginAnswering() {
    return state.compareAndSet(State.WORKING, State.ANSWERED);
  }

  boolean isAnswered() {
    return state.get() == State.ANSWERED;
  }

  boolean isGivenUp() {
    return state.get() == State.GIVEN_UP;
  }

  /// Watch: true once, when the thread is later than its deadline by more than `allowance`; then
  /// the watch has to answer, and to say so by [#watchIsDone].
  boolean giveUpWhenLate(Duration allowance) {
    Deadline told = until;
    return told != null
        && told.expiredFor(allowance)
        && state.compareAndSet(State.WORKING, State.GIVEN_UP);
  }

  void watchIsDone() {
    watchIsDone.countDown();
  }

  /// Thread: waits until the watch has written its answer, so that the server does not end the
  /// response under it. Not for long: the watch has a bound for that.
  void awaitWatch() {
    boolean interrupted = false;
    while (true) {
      try {
        watchIsDone.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
