package io.craton.vault.http.server;

import io.craton.vault.core.port.Deadline;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Interrupts the thread that made it when a deadline passes before it is closed. What it waits for
/// then fails. Closed by the same thread, which is left without an interruption by this.
final class Alarm implements AutoCloseable {
  private static final ScheduledThreadPoolExecutor CLOCK = clock();

  private final Thread waiting = Thread.currentThread();
  private final Future<?> ring;
  private boolean closed;
  private boolean rung;

  private Alarm(long nanos) {
    this.ring = CLOCK.schedule(this::ring, nanos, TimeUnit.NANOSECONDS);
  }

  static Alarm interruptAt(Deadline deadline) {
    return new Alarm(deadline.remaining().toNanos());
  }

  private synchronized void ring() {
    if (!closed) {
      rung = true;
      waiting.interrupt();
    }
  }

  @Override
  public void close() {
    var _ = ring.cancel(false);
    synchronized (this) {
      closed = true;
    }
    if (rung) {
      var _ = Thread.interrupted();
    }
  }

  private static ScheduledThreadPoolExecutor clock() {
    ScheduledThreadPoolExecutor clock =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("body-alarm").factory());
    clock.setRemoveOnCancelPolicy(true);
    return clock;
  }
}
