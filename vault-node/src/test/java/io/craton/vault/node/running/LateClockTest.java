package io.craton.vault.node.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LateClockTest {
  private static final Instant WRONG = Instant.parse("2025-10-26T00:00:00Z");
  private static final Instant RIGHT = Instant.parse("2026-11-30T00:00:00Z");

  private final LateClock clock = new LateClock();
  private final AtomicReference<Instant> told = new AtomicReference<>(Instant.EPOCH);

  @Test
  void isNoTimeBeforeItIsAttached() {
    assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
    clock.attach(told::get);
    assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
    told.set(RIGHT);
    assertThat(clock.instant()).isEqualTo(RIGHT);
  }

  @Test
  void keysAreDatedByTheVaultsTimeAsSoonAsItIsKnown() {
    InstantSource dates = clock.after(InstantSource.fixed(WRONG));
    assertThat(dates.instant()).isEqualTo(WRONG);
    clock.attach(told::get);
    assertThat(dates.instant()).as("attached, and not known yet").isEqualTo(WRONG);
    told.set(RIGHT);
    assertThat(dates.instant()).isEqualTo(RIGHT);
  }
}
