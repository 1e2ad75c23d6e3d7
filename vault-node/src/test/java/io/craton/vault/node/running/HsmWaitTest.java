package io.craton.vault.node.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HsmWaitTest {
  private final List<String> told = new ArrayList<>();
  private final List<Duration> pauses = new ArrayList<>();
  private final HsmWait wait = new HsmWait(told::add, System::nanoTime, pauses::add);

  @Test
  void thePausesGrowToABound() throws Exception {
    for (int i = 0; i < 6; i++) {
      wait.await("away");
    }

    assertThat(pauses).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L, 10L, 10L);
  }

  @Test
  void theFirstAttemptIsToldBeforeItIsMade() throws Exception {
    wait.begin();
    assertThat(told).containsExactly(HsmWait.FIRST_ATTEMPT);
    assertThat(pauses).isEmpty();

    wait.await("away");
    assertThat(told).containsExactly(HsmWait.FIRST_ATTEMPT, "away");
  }

  @Test
  void whyItWaitsIsToldEachTime() throws Exception {
    wait.await("away");
    wait.await("silent");

    assertThat(told).containsExactly("away", "silent");
  }
}
