package io.craton.vault.node.backup;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Closes a stream from which nothing has come for long, so that whoever reads it fails.
final class StallGuard implements AutoCloseable {
  /// Longer than a node needs to read a large state for its digest.
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final Closeable stream;
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile long movedNanos = System.nanoTime();

  private StallGuard(Closeable stream) {
    this.stream = stream;
  }

  static StallGuard closing(Closeable stream) {
    StallGuard guard = new StallGuard(stream);
    Thread.ofVirtual().name("stall-guard").start(guard::watch);
    return guard;
  }

  /// Something has come.
  void moved() {
    movedNanos = System.nanoTime();
  }

  private void watch() {
    try {
      while (!done.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
        if (System.nanoTime() - movedNanos > PATIENCE.toNanos()) {
          stream.close();
          return;
        }
      }
    } catch (IOException e) {
      // It is closed as far as it can be.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    done.countDown();
  }
}
