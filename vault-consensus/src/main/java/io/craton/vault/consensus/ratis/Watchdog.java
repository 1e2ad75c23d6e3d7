package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.ConsensusCallbacks;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reports the first fault, once. A division of Ratis that fails leaves the process running, even
/// in the role of a leader, so each way it can fail leads here. Thread-safe.
final class Watchdog {
  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

  private final ConsensusCallbacks callbacks;
  private final Executor executor;
  private final AtomicBoolean barked = new AtomicBoolean();
  private volatile boolean stopping;

  Watchdog(ConsensusCallbacks callbacks, Executor executor) {
    this.callbacks = callbacks;
    this.executor = executor;
  }

  /// The node is going down on purpose: nothing is a fault any more.
  void stopping() {
    stopping = true;
  }

  boolean isStopping() {
    return stopping;
  }

  boolean faulted() {
    return barked.get();
  }

  void fault(String reason, @Nullable Throwable cause) {
    if (stopping || !barked.compareAndSet(false, true)) {
      return;
    }
    Throwable why = cause == null ? new IllegalStateException(reason) : cause;
    LOG.error("fault: {}", reason, why);
    executor.execute(() -> callbacks.onFault(reason, why));
  }

  /// Reports a fault unless the condition holds.
  void check(BooleanSupplier alive, String reason) {
    if (!stopping && !alive.getAsBoolean()) {
      fault(reason, null);
    }
  }
}
