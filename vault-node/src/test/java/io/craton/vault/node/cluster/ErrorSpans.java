package io.craton.vault.node.cluster;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/// What one client, which makes one call at a time, meets of errors: what they were, and how long
/// it took each time from the beginning of the first attempt that failed to a success. Thread-safe.
final class ErrorSpans implements ApiClient.Observer {
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;
  private static final long NONE = Long.MIN_VALUE;

  private final Queue<String> forbidden = new ConcurrentLinkedQueue<>();
  private final Queue<String> broken = new ConcurrentLinkedQueue<>();
  private final AtomicLong unavailable = new AtomicLong();
  private final AtomicLong longestNanos = new AtomicLong();
  private final AtomicLong slowestNanos = new AtomicLong();
  private long failingSince = NONE;

  @Override
  public synchronized void ended(ApiClient.Attempt attempt) {
    int code = attempt.answer().map(ApiAnswer::http).orElse(0);
    if (code == OK) {
      slowestNanos.accumulateAndGet(attempt.ended() - attempt.began(), Math::max);
      if (failingSince != NONE) {
        longestNanos.accumulateAndGet(attempt.ended() - failingSince, Math::max);
        failingSince = NONE;
      }
      return;
    }
    if (failingSince == NONE) {
      failingSince = attempt.began();
    }
    if (attempt.failure().isPresent()) {
      broken.add(attempt.path() + ": " + attempt.failure().get());
      return;
    }
    ApiAnswer answer = attempt.answer().orElseThrow();
    if (code == UNAVAILABLE && answer.retryAfter().isPresent()) {
      unavailable.incrementAndGet();
    } else {
      forbidden.add(attempt.path() + ": " + answer);
    }
  }

  /// Attempts that ended without an answer.
  Queue<String> broken() {
    return broken;
  }

  /// Answers that were neither a success nor a 503 with Retry-After.
  Queue<String> forbidden() {
    return forbidden;
  }

  /// How many attempts were answered 503 with Retry-After.
  long unavailable() {
    return unavailable.get();
  }

  /// The longest time that errors lasted.
  Duration longest() {
    return Duration.ofNanos(longestNanos.get());
  }

  /// How long the slowest attempt took that succeeded.
  Duration slowest() {
    return Duration.ofNanos(slowestNanos.get());
  }
}
