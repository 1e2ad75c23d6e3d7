package io.craton.vault.node.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Polls until something holds or a deadline has passed.
public final class Await {
  private static final Duration INTERVAL = Duration.ofMillis(20);

  private Await() {}

  /// Returns as soon as the condition holds. An [IOException] counts as "not yet".
  ///
  /// @throws AssertionError at the deadline, with the last exception as its cause
  public static void until(String what, Duration limit, Condition condition)
      throws InterruptedException {
    Object ignored =
        value(what, limit, () -> condition.holds() ? Optional.of(true) : Optional.empty());
    assert ignored != null;
  }

  /// Returns the first value there is.
  ///
  /// @throws AssertionError at the deadline, with the last exception as its cause
  public static <T> T value(String what, Duration limit, Attempt<T> attempt)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    @Nullable IOException last = null;
    do {
      try {
        Optional<T> value = attempt.once();
        if (value.isPresent()) {
          return value.get();
        }
      } catch (IOException e) {
        last = e;
      }
      if (Thread.interrupted()) {
        throw new InterruptedException(what);
      }
      LockSupport.parkNanos(INTERVAL.toNanos());
    } while (System.nanoTime() < deadline);
    throw new AssertionError("within " + limit + ": " + what, last);
  }

  /// Something that may come to hold.
  public interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  /// Something that may come to have a value.
  public interface Attempt<T> {
    Optional<T> once() throws IOException, InterruptedException;
  }
}
