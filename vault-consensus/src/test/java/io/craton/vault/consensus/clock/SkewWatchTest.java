package io.craton.vault.consensus.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SkewWatchTest {
  private static final String PEER = "b-0000000000000001";

  private final SkewWatch watch = new SkewWatch();

  @Test
  void clockIsWrongBeyondASecondAndRightAgainWithinHalfOfOne() {
    assertThat(wrong(1_000_000)).isFalse();
    assertThat(wrong(1_000_001)).isTrue();
    assertThat(wrong(700_000)).isTrue();
    assertThat(wrong(500_000)).isFalse();
    assertThat(wrong(700_000)).isFalse();
    assertThat(wrong(-1_000_001)).isTrue();
    assertThat(wrong(-3_600_000_000L)).isTrue();
    assertThat(wrong(0)).isFalse();
  }

  @Test
  void whoIsNotHeardIsForgotten() {
    assertThat(wrong(2_000_000)).isTrue();
    watch.look(Map.of());
    assertThat(watch.wrong()).isEmpty();
  }

  private boolean wrong(long offsetMicros) {
    watch.look(Map.of(PEER, offsetMicros));
    return watch.wrong().contains(PEER);
  }
}
