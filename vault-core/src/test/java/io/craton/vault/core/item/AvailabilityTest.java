package io.craton.vault.core.item;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AvailabilityTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  @Test
  void itemIsDisabledFromItsTimeOn() {
    Availability ending = Availability.ALWAYS.withDisabledAt(Optional.of(NOW));
    assertThat(ending.enabledAt(NOW.minusNanos(1))).isTrue();
    assertThat(ending.enabledAt(NOW)).isFalse();
  }

  @Test
  void enablingClearsAPastEndAndKeepsAFutureOne() {
    Availability past = new Availability(false, Optional.of(NOW.minusSeconds(1)));
    assertThat(past.enable(NOW)).isEqualTo(Availability.ALWAYS);
    Availability future = new Availability(false, Optional.of(NOW.plusSeconds(1)));
    assertThat(future.enable(NOW)).isEqualTo(new Availability(true, future.disabledAt()));
  }

  @Test
  void disablingKeepsTheEnd() {
    Availability future = new Availability(true, Optional.of(NOW.plusSeconds(1)));
    assertThat(future.disable()).isEqualTo(new Availability(false, future.disabledAt()));
    assertThat(future.disable().enabledAt(NOW)).isFalse();
  }
}
