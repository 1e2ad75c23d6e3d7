package io.craton.vault.node.running;

import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.ReadBarrier;
import io.craton.vault.core.port.Unavailable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Passes the read barrier every second, so that readiness can be told without waiting, and more
/// often before the first time, for which the node's start waits. Requests pass it too, but a node
/// that gets none must know as well. Thread-safe.
final class QuorumProbe {
  private static final Logger LOG = LoggerFactory.getLogger(QuorumProbe.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration INTERVAL_AT_FIRST = Duration.ofMillis(100);
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  /// Two probes may be late before it counts.
  private static final Duration RECENT = Duration.ofSeconds(3);

  private final ReadBarrier barrier;
  private final LongSupplier nanoTime;
  private final Runnable onReached;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofPlatform().name("quorum-probe").daemon().unstarted(this::probeUntilStopped);
  private volatile Deadline recent;
  private volatile boolean reached;
  private volatile Optional<String> failure = Optional.of("not asked yet");

  private QuorumProbe(ReadBarrier barrier, LongSupplier nanoTime, Runnable onReached) {
    this.barrier = barrier;
    this.nanoTime = nanoTime;
    this.onReached = onReached;
    this.recent = Deadline.after(Duration.ZERO, nanoTime);
  }

  /// @param onReached is called after each probe that reached a quorum
  static QuorumProbe start(ReadBarrier barrier, LongSupplier nanoTime, Runnable onReached) {
    QuorumProbe probe = new QuorumProbe(barrier, nanoTime, onReached);
    probe.thread.start();
    return probe;
  }

  /// Why no quorum counts as reachable; empty when one was reached lately.
  Optional<String> obstacle() {
    return recent.expired() ? failure.or(() -> Optional.of("no answer lately")) : Optional.empty();
  }

  private void probeUntilStopped() {
    try {
      do {
        probe();
      } while (!stop.await(interval().toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration interval() {
    return reached ? INTERVAL : INTERVAL_AT_FIRST;
  }

  private void probe() {
    try {
      barrier.await(Deadline.after(TIMEOUT, nanoTime));
      recent = Deadline.after(RECENT, nanoTime);
      reached = true;
      change(Optional.empty());
      onReached.run();
    } catch (Unavailable e) {
      change(Optional.of(String.valueOf(e.getMessage())));
    }
  }

  private void change(Optional<String> now) {
    if (failure.isPresent() != now.isPresent()) {
      LOG.info("quorum {}", now.map(why -> "lost: " + why).orElse("reached"));
    }
    failure = now;
  }

  /// Asks no more.
  void stop() throws InterruptedException {
    stop.countDown();
    thread.interrupt();
    thread.join(TIMEOUT);
  }
}
