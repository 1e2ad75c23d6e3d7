package io.craton.vault.node.job;

import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Replica;
import io.craton.vault.core.service.Sources;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/// The jobs of a leader without their threads, for tests that say when each of them runs.
public final class JobsByHand {
  private JobsByHand() {}

  /// One of them.
  public interface Job {
    /// Who it is.
    String name();

    /// One pass in that term.
    ///
    /// @param held whether the leadership still lasts
    /// @return how long it may rest
    Duration run(long term, BooleanSupplier held) throws Unavailable;
  }

  /// All of them, as [LeaderJobs#start] has them.
  ///
  /// @param parkNanos rests for so many nanoseconds
  public static List<Job> of(
      Replica replica,
      LeaderJobs.HsmKeys keys,
      SweepSettings sweeping,
      Sources sources,
      LongSupplier nanoTime,
      LongConsumer parkNanos) {
    SweepJob.Timing timing = new SweepJob.Timing(nanoTime, sources.clock(), parkNanos);
    return LeaderJobs.jobs(replica, keys, sweeping, sources, timing, LeaderJobs.Status.unknown())
        .stream()
        .<Job>map(ByHand::new)
        .toList();
  }

  /// How long to wait after a failed pass that came after a pause of `last`.
  public static Duration nextPause(Duration last, Duration advised) {
    return JobRunner.nextPause(last, advised);
  }

  private record ByHand(LeaderJob job) implements Job {
    @Override
    public String name() {
      return job.name();
    }

    @Override
    public Duration run(long term, BooleanSupplier held) throws Unavailable {
      return job.run(new Leadership(term, held));
    }
  }
}
