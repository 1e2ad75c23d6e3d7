package io.craton.vault.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  private final Latencies latencies = new Latencies();

  private void add(Duration... durations) {
    for (Duration duration : durations) {
      latencies.add(duration.toNanos());
    }
  }

  @Test
  void aCallIsInTheFirstBucketWhoseBoundItDoesNotExceed() {
    add(
        Duration.ZERO,
        Duration.ofNanos(100_000),
        Duration.ofNanos(100_001),
        Duration.ofSeconds(10));
    HsmMetrics.Latency read = latencies.read();
    assertThat(read.buckets().get(0))
        .isEqualTo(new HsmMetrics.Bucket(Duration.ofNanos(100_000), 2));
    assertThat(read.buckets().get(1))
        .isEqualTo(new HsmMetrics.Bucket(Duration.ofNanos(250_000), 1));
    assertThat(read.buckets().getLast())
        .isEqualTo(new HsmMetrics.Bucket(Duration.ofSeconds(10), 1));
    assertThat(read.slower()).isZero();
    assertThat(read.count()).isEqualTo(4);
  }

  @Test
  void whatIsSlowerThanAllBucketsCountsToo() {
    add(Duration.ofSeconds(11), Duration.ofSeconds(4));
    HsmMetrics.Latency read = latencies.read();
    assertThat(read.slower()).isOne();
    assertThat(read.count()).isEqualTo(2);
    assertThat(read.sum()).isEqualTo(Duration.ofSeconds(15));
  }

  @Test
  void boundsIncrease() {
    assertThat(latencies.read().buckets()).extracting(HsmMetrics.Bucket::bound).isSorted();
  }
}
