package io.craton.vault.node.disk;

import io.craton.vault.node.disk.DiskSpace.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the room on the disk several times a second. Thread-safe.
public final class DiskWatch {
  private static final Logger LOG = LoggerFactory.getLogger(DiskWatch.class);
  private static final Duration INTERVAL = Duration.ofMillis(250);

  private final DiskSpace space;
  private final Reserve reserve;
  private final Consumer<String> onFull;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofPlatform().name("disk-watch").daemon().unstarted(this::watchUntilStopped);
  private volatile Level level = Level.ROOM;
  private volatile long free;

  DiskWatch(DiskSpace space, Reserve reserve, Consumer<String> onFull) {
    this.space = space;
    this.reserve = reserve;
    this.onFull = onFull;
    look();
  }

  /// Starts to watch.
  ///
  /// @param reserve given back when the disk is full
  /// @param onFull is told why the node has to leave, once
  public static DiskWatch start(DiskSpace space, Reserve reserve, Consumer<String> onFull) {
    DiskWatch watch = new DiskWatch(space, reserve, onFull);
    watch.thread.start();
    return watch;
  }

  /// Why there is too little room for writes; empty when there is enough.
  public Optional<String> obstacle() {
    return level == Level.ROOM
        ? Optional.empty()
        : Optional.of(DiskSpace.text(free, space.toRecover()));
  }

  /// Bytes that were free when it last looked.
  public long free() {
    return free;
  }

  private void watchUntilStopped() {
    try {
      while (!stop.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// One look.
  void look() {
    long now = space.free();
    Level before = level;
    Level after = space.level(now, before);
    free = now;
    level = after;
    if (before == after) {
      return;
    }
    LOG.warn("room on the disk from {} to {}: {} bytes free", before, after, now);
    if (after == Level.FULL) {
      reserve.release();
      onFull.accept(DiskSpace.text(now, space.toStart()));
    }
  }

  /// Looks no more.
  public void stop() throws InterruptedException {
    stop.countDown();
    thread.join(INTERVAL.multipliedBy(4));
  }
}
