package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.ConsensusCallbacks;
import java.util.concurrent.Executor;

/// Turns what Ratis tells about leadership into pairs of callbacks, in order, off the threads of
/// Ratis: a leader that works on those loses its leadership. Thread-safe.
final class LeadershipMonitor {
  private static final long NOT_LEADING = -1;

  private final ConsensusCallbacks callbacks;
  private final Executor executor;
  private long leading = NOT_LEADING;

  /// @param executor runs one task at a time, in order
  LeadershipMonitor(ConsensusCallbacks callbacks, Executor executor) {
    this.callbacks = callbacks;
    this.executor = executor;
  }

  synchronized void ready(long term) {
    if (leading == term) {
      return;
    }
    stopped();
    leading = term;
    executor.execute(() -> callbacks.onLeaderReady(term));
  }

  synchronized void stopped() {
    long term = leading;
    leading = NOT_LEADING;
    if (term != NOT_LEADING) {
      executor.execute(() -> callbacks.onLeaderStopped(term));
    }
  }
}
