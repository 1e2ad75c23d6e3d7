package io.craton.vault.core.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DurationsTest {
  private static final long MILLI = 1_000_000;

  @Test
  void eachDurationCountsInOneBucketAndInTheSum() {
    Durations durations = Durations.ofMillis(0.5, 10);
    durations.add(0);
    durations.add(MILLI / 2);
    durations.add(MILLI / 2 + 1);
    durations.add(10 * MILLI);
    durations.add(10 * MILLI + 1);

    Durations.Reading read = durations.read();
    assertThat(read.buckets())
        .containsExactly(
            new Durations.Bucket(Duration.ofNanos(MILLI / 2), 2),
            new Durations.Bucket(Duration.ofMillis(10), 2));
    assertThat(read.slower()).isOne();
    assertThat(read.count()).isEqualTo(5);
    assertThat(read.sum()).isEqualTo(Duration.ofNanos(21 * MILLI + 2));
  }

  @Test
  void whatBeganAfterItEndedByAnOddClockCountsAsFast() {
    Durations durations = Durations.ofMillis(1);
    durations.add(-5);
    assertThat(durations.read().buckets().getFirst().count()).isOne();
  }

  @Test
  void boundsHaveToIncrease() {
    assertThatThrownBy(() -> new Durations(List.of(Duration.ofMillis(2), Duration.ofMillis(2))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
