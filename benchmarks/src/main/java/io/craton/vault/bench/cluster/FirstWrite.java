package io.craton.vault.bench.cluster;

import io.craton.vault.bench.load.Failure;
import io.craton.vault.bench.load.Recorder;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/// Waits for the first write that is acknowledged of those that start from an instant on. One
/// thread waits at a time.
final class FirstWrite implements Recorder {
  private static final int OK = 200;

  private final AtomicReference<Wait> wait = new AtomicReference<>(Wait.from(Long.MAX_VALUE));

  private record Wait(long from, CompletableFuture<Long> end) {
    static Wait from(long from) {
      return new Wait(from, new CompletableFuture<>());
    }
  }

  @Override
  public void answered(long start, long end, int status) {
    Wait waiting = wait.get();
    if (status == OK && start - waiting.from() >= 0) {
      waiting.end().complete(end);
    }
  }

  @Override
  public void failed(long start, long end, Failure failure) {
    // The next one may succeed.
  }

  /// Waits.
  ///
  /// @return when the write was acknowledged
  long await(long from, Duration longest) throws IOException, InterruptedException {
    Wait waiting = Wait.from(from);
    wait.set(waiting);
    try {
      return waiting.end().get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no write was acknowledged within " + longest, e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("nothing fails it", e);
    }
  }
}
