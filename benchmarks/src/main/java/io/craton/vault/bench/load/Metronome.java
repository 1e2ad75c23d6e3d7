package io.craton.vault.bench.load;

import java.nio.channels.Selector;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Wakes a loop that sleeps in its selector when a request of its schedule is due, since a selector
/// waits whole milliseconds only: the loop would be late by half of one on average, or would have
/// to spin. A loop that is awake at that time is left alone.
final class Metronome implements AutoCloseable {
  private static final long PAUSE_NANOS = Duration.ofMillis(1).toNanos();
  private static final long AFTER_THE_LAST = Duration.ofSeconds(1).toNanos();
  private static final Duration END = Duration.ofSeconds(5);

  private final Schedule schedule;
  private final Selector selector;
  private final BooleanSupplier couldSend;
  private final Thread thread;
  private volatile boolean ended;

  /// Starts.
  ///
  /// @param couldSend whether the loop has a connection free
  Metronome(Schedule schedule, Selector selector, BooleanSupplier couldSend) {
    this.schedule = schedule;
    this.selector = selector;
    this.couldSend = couldSend;
    this.thread = Thread.ofPlatform().daemon().name("metronome").start(this::run);
  }

  long threadId() {
    return thread.threadId();
  }

  private void run() {
    while (!ended) {
      long number = schedule.next();
      long wait =
          schedule.isLast(number) ? AFTER_THE_LAST : schedule.dueAt(number) - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(this, wait);
        continue;
      }
      if (couldSend.getAsBoolean()) {
        selector.wakeup();
      }
      long following = schedule.dueAt(number + 1) - System.nanoTime();
      LockSupport.parkNanos(this, Math.clamp(following, PAUSE_NANOS / 10, PAUSE_NANOS));
    }
  }

  @Override
  public void close() {
    ended = true;
    LockSupport.unpark(thread);
    try {
      thread.join(END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
