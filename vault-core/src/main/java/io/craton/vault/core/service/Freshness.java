package io.craton.vault.core.service;

import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.ReadBarrier;
import io.craton.vault.core.port.Unavailable;
import java.time.Duration;

/// How long what the barrier showed to a request may be relied on. A node can stand still in the
/// middle of a request, for as long as an operating system or a debugger wants, and wake up with a
/// state from before a revocation: whoever looks at the state later than that passes the barrier
/// again. Thread-safe.
public final class Freshness {
  private static final Duration LASTING = Duration.ofMillis(100);
  private static final Duration WAIT = Duration.ofMillis(2_500);

  private volatile Deadline until;

  private Freshness(Deadline until) {
    this.until = until;
  }

  /// Of a state that the barrier is asked for from now on.
  public static Freshness from(Deadline deadline) {
    return new Freshness(deadline.atMost(LASTING));
  }

  /// Passes the barrier again when the time is over; and once more when the node stood still within
  /// it, for longer than the barrier may take.
  void ensure(ReadBarrier barrier) throws Unavailable {
    boolean late = until.expired();
    while (late) {
      Deadline next = until.atLeast(LASTING);
      Deadline wait = until.atLeast(WAIT);
      barrier.await(wait);
      until = next;
      late = wait.expired();
    }
  }
}
