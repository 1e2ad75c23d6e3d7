package io.craton.vault.node.job;

import io.craton.vault.core.port.Unavailable;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one job on one thread: passes while this node leads, rests between them, back-off after
/// failures. Thread-safe; [#lead], [#follow] and [#wake] only set fields and never wait for a pass.
final class JobRunner {
  private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);

  /// Passes that writes wake up begin no closer together than this: one pass serves many writes.
  private static final Duration SHORTEST_REST = Duration.ofMillis(20);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final LeaderJob job;
  private final FaultHandler faults;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition work = lock.newCondition();

  // Set under the lock; term is 0 while this node does not lead.
  private long term;
  private volatile boolean woken;
  private boolean stopped;

  JobRunner(LeaderJob job, FaultHandler faults) {
    this.job = job;
    this.faults = faults;
    this.thread =
        Thread.ofPlatform().name("job-" + job.name()).daemon().unstarted(this::runUntilStopped);
  }

  void start() {
    thread.start();
  }

  void lead(long newTerm) {
    change(() -> term = newTerm);
  }

  /// Ends the leadership of that term; a newer one stays.
  void follow(long endedTerm) {
    change(() -> {
      if (term == endedTerm) {
        term = 0;
      }
    });
  }

  /// Asks for a pass that begins after this. Every write does, so it costs next to nothing while
  /// one is asked for already.
  void wake() {
    if (woken) {
      return;
    }
    lock.lock();
    try {
      woken = true;
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Begins no further pass, interrupts the current one, and waits at most that long for its end.
  void stop(Duration patience) throws InterruptedException {
    change(() -> {
      stopped = true;
      term = 0;
    });
    thread.interrupt();
    thread.join(patience);
  }

  private void runUntilStopped() {
    try {
      Duration pause = Duration.ZERO;
      while (true) {
        Leadership leadership = awaitLeadership();
        Duration rest;
        try {
          rest = job.run(leadership);
          pause = Duration.ZERO;
          rest(rest, leadership);
        } catch (Unavailable e) {
          pause = nextPause(pause, e.retryAfter());
          if (leadership.held()) {
            LOG.warn("job {}: {}; next try in {} ms", job.name(), e.getMessage(), pause.toMillis());
          }
          pauseFor(pause, leadership);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      if (!Thread.currentThread().isInterrupted()) {
        faults.onFault("job " + job.name() + " failed", e);
      }
    }
  }

  /// After a failed pass that came after a pause of `last`.
  static Duration nextPause(Duration last, Duration advised) {
    Duration doubled = last.isZero() ? FIRST_PAUSE : last.multipliedBy(2);
    Duration wanted = doubled.compareTo(advised) < 0 ? advised : doubled;
    return wanted.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wanted;
  }

  private Leadership awaitLeadership() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (term == 0) {
        if (stopped) {
          throw new InterruptedException("stopped");
        }
        changed.await();
      }
      long begun = term;
      return new Leadership(begun, () -> leads(begun));
    } finally {
      lock.unlock();
    }
  }

  private void rest(Duration longest, Leadership leadership) throws InterruptedException {
    pauseFor(SHORTEST_REST, leadership);
    lock.lockInterruptibly();
    try {
      long left = longest.minus(SHORTEST_REST).toNanos();
      while (left > 0 && !woken && term == leadership.term()) {
        left = work.awaitNanos(left);
      }
      woken = false;
    } finally {
      lock.unlock();
    }
  }

  /// Waits whatever is applied meanwhile, but not beyond the leadership.
  private void pauseFor(Duration pause, Leadership leadership) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = pause.toNanos();
      while (left > 0 && term == leadership.term()) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean leads(long begun) {
    lock.lock();
    try {
      return term == begun;
    } finally {
      lock.unlock();
    }
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signal();
      work.signal();
    } finally {
      lock.unlock();
    }
  }
}
