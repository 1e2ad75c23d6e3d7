package io.craton.vault.hsm;

import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The ways into the token, each with seats, threads and sessions of its own:
///
/// | lane | sessions | for |
/// |---|---|---|
/// | calls | as many as configured | what uses keys |
/// | changes | one | what makes and destroys keys |
/// | anchor | one | the session that owns the public keys |
///
/// Changes exclude each other anyway ([TokenLibrary]), and to make an RSA key takes seconds: if
/// they waited for each other on the seats of calls, a handful of them would hold all of those.
/// Thread-safe.
record Lanes(Lane calls, Lane changes, Lane anchor) {
  private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

  /// Makes the lanes and starts to sweep them.
  static Lanes start(
      int sessions,
      TokenLibrary library,
      Faults faults,
      HsmMetrics metrics,
      LongSupplier nanoTime) {
    Lanes lanes =
        new Lanes(
            new Lane("session", sessions, library, faults, metrics, nanoTime),
            new Lane("change", 1, library, faults, metrics, nanoTime),
            new Lane("anchor", 1, library, faults, metrics, nanoTime));
    Thread.ofPlatform().daemon().name("hsm-sweep").start(lanes::sweepUntilClosed);
    return lanes;
  }

  private void sweepUntilClosed() {
    while (!calls.isClosed()) {
      LockSupport.parkNanos(this, HsmLimits.SWEEP.toNanos());
      for (Lane lane : List.of(calls, changes, anchor)) {
        try {
          lane.sweep();
        } catch (RuntimeException | Error e) {
          // The top of this thread. A sweep that fails must not be the last one.
          LOG.error("calls were not swept", e);
        }
      }
    }
  }

  /// Runs the task in the lane for such an operation.
  ///
  /// @throws Unavailable as [Lane#run]
  <T> T run(HsmOperation operation, Task<T> task, Deadline deadline) throws Unavailable {
    Lane lane =
        switch (operation.access()) {
          case SHARED -> calls;
          case EXCLUSIVE -> changes;
        };
    return lane.run(operation, task, deadline);
  }

  /// Tasks inside the token now, or waiting there for changes to end.
  int running() {
    return calls.running() + changes.running() + anchor.running();
  }

  /// Closes all lanes.
  void close() {
    calls.close();
    changes.close();
    anchor.close();
  }
}
