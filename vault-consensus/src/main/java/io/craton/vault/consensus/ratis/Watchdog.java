package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.ConsensusCallbacks;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reports the first fault, once. A division of Ratis that fails leaves the process running, even
/// in the role of a leader, so each way it can fail leads here. Thread-safe.
final class Watchdog {
  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

  /// For a question to the leader.
  private static final Duration SUSPENSE = Duration.ofSeconds(3);

  private final ConsensusCallbacks callbacks;
  private final ScheduledExecutorService executor;
  private final AtomicBoolean barked = new AtomicBoolean();
  private final AtomicBoolean suspecting = new AtomicBoolean();
  private volatile boolean stopping;

  Watchdog(ConsensusCallbacks callbacks, ScheduledExecutorService executor) {
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

  /// Reports a fault unless the condition holds, or it turns out soon that this node was removed.
  void check(BooleanSupplier alive, String reason) {
    if (!stopping && !alive.getAsBoolean()) {
      suspect(reason);
    }
  }

  /// Reports a fault unless it turns out soon that this node was removed: Ratis shuts down the
  /// server of a peer that was, and says no more than that.
  void suspect(String reason) {
    if (stopping || !suspecting.compareAndSet(false, true)) {
      return;
    }
    LOG.warn("{}", reason);
    var _ =
        executor.schedule(() -> fault(reason, null), SUSPENSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Reports that the cluster has taken this node out.
  void removed(String reason) {
    if (stopping || !barked.compareAndSet(false, true)) {
      return;
    }
    LOG.warn("removed: {}", reason);
    executor.execute(() -> callbacks.onRemoved(reason));
  }
}
