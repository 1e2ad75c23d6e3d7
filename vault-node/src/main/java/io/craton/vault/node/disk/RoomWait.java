package io.craton.vault.node.disk;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits at the start of a node until there is room for it, for as long as it takes.
public final class RoomWait {
  private static final Logger LOG = LoggerFactory.getLogger(RoomWait.class);
  private static final Duration POLL = Duration.ofMillis(500);

  private final DiskSpace space;
  private final Consumer<String> waiting;

  /// @param waiting is told why, again and again while it waits
  public RoomWait(DiskSpace space, Consumer<String> waiting) {
    this.space = space;
    this.waiting = waiting;
  }

  /// Returns when so much is free that a node can start.
  ///
  /// @param atLeast how long it waits in any case
  public void await(Duration atLeast) throws InterruptedException {
    long begun = System.nanoTime();
    boolean told = false;
    while (true) {
      long free = space.free();
      if (free >= space.toStart() && System.nanoTime() - begun >= atLeast.toNanos()) {
        return;
      }
      told = tell(told, DiskSpace.text(free, space.toStart()));
    }
  }

  /// Returns when the reserve is there.
  public Reserve awaitReserve(Path directory) throws InterruptedException {
    Reserve reserve = new Reserve(directory, space.reserve());
    boolean told = false;
    while (!reserve.take()) {
      told = tell(told, DiskSpace.text(space.free(), space.toStart()) + ", and no write succeeds");
    }
    return reserve;
  }

  private boolean tell(boolean told, String why) throws InterruptedException {
    if (!told) {
      LOG.warn("{}: waiting for room before the start", why);
    }
    waiting.accept(why);
    pause();
    return true;
  }

  private static void pause() throws InterruptedException {
    LockSupport.parkNanos(POLL.toNanos());
    if (Thread.interrupted()) {
      throw new InterruptedException("asked to stop while waiting for room");
    }
  }
}
