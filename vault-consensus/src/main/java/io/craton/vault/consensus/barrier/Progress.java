package io.craton.vault.consensus.barrier;

import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Waiting;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Up to which index the local state has come, and whoever waits for it. Thread-safe.
public final class Progress {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition advanced = lock.newCondition();
  private volatile long applied = -1;
  private int waiting;

  /// The state is at `index` now. Going back does nothing.
  public void advance(long index) {
    if (index <= applied) {
      return;
    }
    lock.lock();
    try {
      applied = Math.max(applied, index);
      if (waiting > 0) {
        advanced.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// The last index.
  public long applied() {
    return applied;
  }

  /// Waits for `index`; false when the deadline passed first, or the thread was interrupted, which
  /// stays noted in its flag.
  public boolean await(long index, Deadline deadline) {
    if (applied >= index) {
      return true;
    }
    try (var _ = Waiting.begin()) {
      return awaitAdvance(index, deadline);
    }
  }

  private boolean awaitAdvance(long index, Deadline deadline) {
    lock.lock();
    waiting++;
    try {
      while (applied < index && !deadline.expired()) {
        long nanos = deadline.remaining().toNanos();
        boolean _ = advanced.await(nanos, TimeUnit.NANOSECONDS);
      }
      return applied >= index;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return applied >= index;
    } finally {
      waiting--;
      lock.unlock();
    }
  }
}
