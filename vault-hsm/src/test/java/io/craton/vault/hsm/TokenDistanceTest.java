package io.craton.vault.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.port.Waiting;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TokenDistanceTest {
  private static final int ENOUGH = TokenDistance.CALLS_EACH * TokenDistance.SAMPLES;

  private long time;
  private long cpu;
  private final TokenDistance distance = new TokenDistance(() -> time, () -> cpu);

  @Test
  void aTokenThatComputesHereIsNotAway() {
    calls(2 * ENOUGH, 100, 80);
    assertThat(distance.isAway()).isFalse();
  }

  @Test
  void aTokenThatIsWaitedForIsAway() {
    calls(ENOUGH - TokenDistance.CALLS_EACH, 100, 5);
    assertThat(distance.isAway()).isFalse();
    calls(TokenDistance.CALLS_EACH, 100, 5);
    assertThat(distance.isAway()).isTrue();
  }

  @Test
  void oneCallThatComputesShowsThatItIsHere() {
    calls(ENOUGH, 100, 5);
    calls(TokenDistance.CALLS_EACH, 100, 90);
    assertThat(distance.isAway()).isFalse();
  }

  @Test
  void nobodyKnowsWithoutCpuTime() {
    for (int i = 0; i < ENOUGH; i++) {
      cpu = -1;
      try (var _ = distance.visit()) {
        time += 100;
      }
    }
    assertThat(distance.isAway()).isFalse();
  }

  @Test
  void whoCallsATokenThatIsAwaySaysSo() throws Exception {
    Counting thread =
        new Counting(() -> {
          calls(ENOUGH, 100, 80);
          // Of each so many the first is measured.
          calls(ENOUGH - TokenDistance.CALLS_EACH + 1 + 10, 100, 5);
        });
    thread.start();
    thread.join();
    assertThat(thread.begun.get()).isEqualTo(10);
    assertThat(thread.ended.get()).isEqualTo(10);
  }

  private void calls(int count, long takes, long computes) {
    for (int i = 0; i < count; i++) {
      try (var _ = distance.visit()) {
        time += takes;
        cpu += computes;
      }
    }
  }

  /// A thread of somebody who counts how often it waits.
  private static final class Counting extends Thread implements Waiting.Lent {
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    Counting(Runnable task) {
      super(task);
    }

    @Override
    public void beginsToWait() {
      begun.incrementAndGet();
    }

    @Override
    public void hasWaited() {
      ended.incrementAndGet();
    }
  }
}
