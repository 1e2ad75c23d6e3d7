package io.craton.vault.bench;

import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.port.Ledger;
import io.craton.vault.core.service.Replica;
import io.craton.vault.hsm.Hsm;
import io.craton.vault.node.job.LeaderJobs;
import io.craton.vault.node.job.SweepReport;
import io.craton.vault.node.job.SweepSettings;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// The jobs of a leader on a vault of this process, as a node runs them. Thread-safe.
final class BenchLeader implements AutoCloseable {
  private static final String THREAD_PREFIX = "job-";
  private static final int REMOVAL_LIMIT = 100;
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final AtomicLong longestEntryNanos = new AtomicLong();
  private final AtomicReference<Optional<Throwable>> fault =
      new AtomicReference<>(Optional.empty());
  private final LeaderJobs jobs;

  /// Starts the jobs, and leads.
  ///
  /// @param sweepInterval before the first sweep too, but then at most two minutes
  BenchLeader(RocksVault vault, Hsm hsm, Duration sweepInterval) {
    Replica own = vault.replica();
    this.jobs =
        LeaderJobs.start(
            new Replica(own.state(), own.barrier(), timed(own.ledger())),
            new LeaderJobs.HsmKeys(hsm.ports(), hsm.keyDestroyer(), hsm.keyInventory()),
            new SweepSettings(sweepInterval, REMOVAL_LIMIT),
            vault.sources(),
            System::nanoTime,
            (reason, cause) -> fault.set(Optional.of(cause)));
    jobs.lead(1);
  }

  private Ledger timed(Ledger ledger) {
    return (proposal, deadline) -> {
      long start = System.nanoTime();
      Outcome outcome = ledger.propose(proposal, deadline);
      longestEntryNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
      return outcome;
    };
  }

  /// Tells the jobs that a caller has changed the state.
  void applied() {
    jobs.applied();
  }

  /// Rotations by policy so far.
  long rotations() {
    requireSound();
    return jobs.rotations().rotations();
  }

  Optional<SweepReport> lastSweep() {
    requireSound();
    return jobs.sweep().last();
  }

  /// How long the longest entry of a job took to apply, so far.
  long longestEntryNanos() {
    return longestEntryNanos.get();
  }

  /// CPU nanoseconds so far, by job. What they hand over to threads of the HSM layer is not in it.
  static Map<String, Long> cpuNanos() {
    Map<String, Long> nanos = new TreeMap<>();
    for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().startsWith(THREAD_PREFIX)) {
        nanos.merge(
            thread.getThreadName().substring(THREAD_PREFIX.length()),
            Math.max(0, THREADS.getThreadCpuTime(thread.getThreadId())),
            Long::sum);
      }
    }
    return nanos;
  }

  /// A job that failed would take no CPU time at all.
  private void requireSound() {
    fault
        .get()
        .ifPresent(cause -> {
          throw new IllegalStateException("a job failed", cause);
        });
  }

  @Override
  public void close() {
    try {
      jobs.stop(STOP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    requireSound();
  }
}
