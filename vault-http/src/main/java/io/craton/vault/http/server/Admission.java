package io.craton.vault.http.server;

import io.craton.vault.core.port.Unavailable;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Lets a bounded number of requests in, and none any more once it is closed. Thread-safe.
final class Admission {
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final int capacity;
  private final Semaphore free;
  private volatile boolean closed;

  Admission(int capacity) {
    this.capacity = capacity;
    this.free = new Semaphore(capacity);
  }

  /// Lets one request in; [#leave()] must follow.
  void enter() throws Unavailable {
    if (closed) {
      throw closing();
    }
    if (!free.tryAcquire()) {
      throw new Unavailable(
          Unavailable.Reason.OVERLOADED, capacity + " requests are being served", RETRY);
    }
    if (closed) {
      free.release();
      throw closing();
    }
  }

  void leave() {
    free.release();
  }

  /// How many are in.
  int running() {
    return capacity - free.availablePermits();
  }

  boolean isClosed() {
    return closed;
  }

  /// Lets nobody in from now on, and waits until all have left; false when some have not in time.
  boolean closeAndAwait(Duration timeout) throws InterruptedException {
    closed = true;
    return free.tryAcquire(capacity, timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static Unavailable closing() {
    return new Unavailable(Unavailable.Reason.SHUTTING_DOWN, "this node is going down", RETRY);
  }
}
