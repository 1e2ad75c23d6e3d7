package io.craton.vault.http.server;

import io.craton.vault.core.Limits;
import io.craton.vault.core.id.TokenId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// How often a token may ask: so many requests a second on average, and so many at once. Each node
/// counts for itself, and only what is authenticated, so that the number of tokens bounds the
/// memory. Thread-safe.
///
/// For each token one time is kept, at which it will have used up nothing (the generic cell rate
/// algorithm, which is a token bucket without a thread that fills it).
public final class RateLimiter {
  /// More than there are tokens: forgetting one would give it a full allowance.
  private static final int CAPACITY = Limits.TOKENS + 1_000;

  private final long intervalNanos;
  private final long allowanceNanos;
  private final LongSupplier nanoTime;
  private final LongAdder refused = new LongAdder();
  private final Map<TokenId, Long> rested =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TokenId, Long> eldest) {
          return size() > CAPACITY;
        }
      };

  /// Limits to `perSecond` requests a second, and `burst` at once after a rest.
  ///
  /// @throws IllegalArgumentException when one of them is below 1
  public RateLimiter(int perSecond, int burst, LongSupplier nanoTime) {
    if (perSecond < 1 || burst < 1) {
      throw new IllegalArgumentException("no limit: " + perSecond + " a second, " + burst);
    }
    this.intervalNanos = Duration.ofSeconds(1).toNanos() / perSecond;
    this.allowanceNanos = Math.multiplyExact(intervalNanos, (long) burst - 1);
    this.nanoTime = nanoTime;
  }

  /// Counts a request; empty when it may go on.
  ///
  /// @return after what time the next one may
  public Optional<Duration> refusal(TokenId token) {
    synchronized (rested) {
      long now = nanoTime.getAsLong();
      long ahead = Math.max(0, rested.getOrDefault(token, now) - now);
      if (ahead <= allowanceNanos) {
        rested.put(token, now + ahead + intervalNanos);
        return Optional.empty();
      }
      refused.increment();
      return Optional.of(Duration.ofNanos(ahead - allowanceNanos));
    }
  }

  /// Requests refused so far.
  public long refused() {
    return refused.sum();
  }
}
