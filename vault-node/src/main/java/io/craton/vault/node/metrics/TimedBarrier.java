package io.craton.vault.node.metrics;

import io.craton.vault.core.measure.Durations;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.ReadBarrier;
import io.craton.vault.core.port.Unavailable;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;

/// The same barrier, and how long everybody waited at it. Thread-safe.
final class TimedBarrier implements ReadBarrier {
  private final ReadBarrier barrier;
  private final Durations passed = Waits.durations();
  private final Durations refused = Waits.durations();

  TimedBarrier(ReadBarrier barrier) {
    this.barrier = barrier;
  }

  @Override
  public void await(Deadline deadline) throws Unavailable {
    long began = System.nanoTime();
    Durations ending = refused;
    try {
      barrier.await(deadline);
      ending = passed;
    } finally {
      ending.add(System.nanoTime() - began);
    }
  }

  MetricSnapshot read() {
    return HistogramSnapshot.builder()
        .name("craton_barrier_seconds")
        .help("Time that reads waited at the read barrier.")
        .dataPoint(Samples.histogram(Labels.of("outcome", "passed"), passed.read()))
        .dataPoint(Samples.histogram(Labels.of("outcome", "refused"), refused.read()))
        .build();
  }
}
