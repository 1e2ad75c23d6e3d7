package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.rocks.RocksStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has the state cleaned of destroyed material on a thread of its own before a snapshot is taken,
/// so that the thread that applies entries waits only for what was destroyed in the meantime.
/// Thread-safe.
final class CleaningAhead {
  private static final Logger LOG = LoggerFactory.getLogger(CleaningAhead.class);

  /// For reads that still see the material.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// How long a cleaning counts as one ahead of the snapshot.
  private static final Duration FRESH = Duration.ofSeconds(30);

  /// The later ones clean what was destroyed during those before, and take less.
  private static final int ROUNDS = 3;

  /// How long the answer to the question for room holds; it is asked with every entry.
  private static final Duration ROOM = Duration.ofSeconds(1);

  private final RocksStore store;
  private final DiskRoom room;
  private @Nullable CompletableFuture<Void> running;
  private boolean fits = true;
  private long askedNanos = System.nanoTime() - ROOM.toNanos();
  private long lastNanos = System.nanoTime() - FRESH.toNanos();

  CleaningAhead(RocksStore store, DiskRoom room) {
    this.store = store;
    this.room = room;
  }

  /// Whether a snapshot may be taken now. If not, a cleaning runs that ends by itself, and then it
  /// may; or there is no room for one.
  boolean isReady() {
    return start().isDone() && fits();
  }

  private synchronized boolean fits() {
    if (System.nanoTime() - askedNanos >= ROOM.toNanos()) {
      fits = room.fits(store.cleaningBytes());
      askedNanos = System.nanoTime();
    }
    return fits;
  }

  /// Starts a cleaning unless there is nothing to clean or no room, one runs, or one has just
  /// ended.
  ///
  /// @return completes with its end, whether or not it left nothing
  synchronized CompletableFuture<Void> start() {
    if (running != null && !running.isDone()) {
      return running;
    }
    if (!store.isUnclean() || !fits() || System.nanoTime() - lastNanos < FRESH.toNanos()) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> started = new CompletableFuture<>();
    running = started;
    Thread.ofPlatform().daemon().name("clean-state").start(() -> run(started));
    return started;
  }

  private void run(CompletableFuture<Void> started) {
    try {
      for (int round = 0; round < ROUNDS && store.isUnclean(); round++) {
        store.clean(PATIENCE);
      }
    } catch (RuntimeException e) {
      // The checkpoint tries again, and is not taken if that fails too.
      LOG.warn("destroyed material could not be removed from the files", e);
    } finally {
      end(started);
    }
  }

  private synchronized void end(CompletableFuture<Void> started) {
    lastNanos = System.nanoTime();
    started.complete(null);
  }
}
