package io.craton.vault.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.id.TokenId;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  private static final TokenId ONE = token(1);
  private static final TokenId OTHER = token(2);

  /// Close to the end of the numbers, as the clock of a JVM may be.
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5_000_000);

  private final RateLimiter limiter = new RateLimiter(10, 3, now::get);

  @Test
  void aBurstIsServedAndThenEachRequestAfterItsInterval() {
    for (int i = 0; i < 3; i++) {
      assertThat(limiter.refusal(ONE)).isEmpty();
    }
    assertThat(limiter.refusal(ONE)).contains(Duration.ofMillis(100));
    assertThat(limiter.refusal(ONE)).contains(Duration.ofMillis(100));
    pass(Duration.ofMillis(60));
    assertThat(limiter.refusal(ONE)).contains(Duration.ofMillis(40));
    pass(Duration.ofMillis(40));
    assertThat(limiter.refusal(ONE)).isEmpty();
    assertThat(limiter.refusal(ONE)).contains(Duration.ofMillis(100));
    assertThat(limiter.refused()).isEqualTo(4);
  }

  @Test
  void tokensDoNotShare() {
    for (int i = 0; i < 3; i++) {
      assertThat(limiter.refusal(ONE)).isEmpty();
    }
    assertThat(limiter.refusal(ONE)).isPresent();
    assertThat(limiter.refusal(OTHER)).isEmpty();
  }

  @Test
  void aLongRestSavesUpNoMoreThanABurst() {
    assertThat(limiter.refusal(ONE)).isEmpty();
    pass(Duration.ofHours(1));
    for (int i = 0; i < 3; i++) {
      assertThat(limiter.refusal(ONE)).isEmpty();
    }
    assertThat(limiter.refusal(ONE)).isPresent();
  }

  @Test
  void aLimitOfNothingIsNone() {
    assertThatThrownBy(() -> new RateLimiter(0, 1, now::get))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RateLimiter(1, 0, now::get))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private static TokenId token(int number) {
    byte[] bytes = new byte[TokenId.SIZE];
    bytes[0] = (byte) number;
    return TokenId.of(bytes);
  }
}
