package io.craton.vault.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void startsAreEvenlySpacedAndAsManyAsTheRateSays() {
    Schedule schedule = new Schedule(5, 5 + 2 * SECOND, 3);
    List<Long> starts = new ArrayList<>();
    while (!schedule.over(0)) {
      starts.add(schedule.take(0));
    }
    assertThat(starts)
        .containsExactly(
            5L, 5 + SECOND / 3, 5 + 2 * SECOND / 3 + 1, 5 + SECOND, 1_333_333_338L, 1_666_666_672L);
  }

  @Test
  void nothingIsDueBeforeItsTime() {
    Schedule schedule = new Schedule(0, SECOND, 2);
    assertThat(schedule.due(-1)).isFalse();
    assertThat(schedule.due(0)).isTrue();
    assertThat(schedule.take(0)).isZero();
    assertThat(schedule.due(SECOND / 2 - 1)).isFalse();
    assertThat(schedule.due(10 * SECOND)).isTrue();
    assertThat(schedule.take(10 * SECOND)).isEqualTo(SECOND / 2);
    assertThat(schedule.due(10 * SECOND)).isFalse();
    assertThat(schedule.over(10 * SECOND)).isTrue();
  }
}
