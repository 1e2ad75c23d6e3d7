package io.craton.vault.node.job;

import io.craton.vault.core.port.KeyDestroyer;
import io.craton.vault.core.port.KeyInventory;
import io.craton.vault.core.service.HsmPorts;
import io.craton.vault.core.service.Replica;
import io.craton.vault.core.service.Resealing;
import io.craton.vault.core.service.ScheduledRotation;
import io.craton.vault.core.service.Sources;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All jobs of the leader. Thread-safe; telling it of leadership and of applied entries never waits
/// for a job.
public final class LeaderJobs {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderJobs.class);

  private final List<JobRunner> runners;
  private final RotationFailures rotations;
  private final KekStatus kek;
  private final SweepStatus sweep;
  private final ResealStatus reseal;

  private LeaderJobs(
      List<JobRunner> runners,
      RotationFailures rotations,
      KekStatus kek,
      SweepStatus sweep,
      ResealStatus reseal) {
    this.runners = runners;
    this.rotations = rotations;
    this.kek = kek;
    this.sweep = sweep;
    this.reseal = reseal;
  }

  /// What this node knows of rotations by policy.
  public RotationFailures rotations() {
    return rotations;
  }

  /// What keeps a new cluster from its first key-encryption key.
  public KekStatus kek() {
    return kek;
  }

  /// How the sweep is doing.
  public SweepStatus sweep() {
    return sweep;
  }

  /// How sealing values anew is doing.
  public ResealStatus reseal() {
    return reseal;
  }

  /// Starts the threads; nothing runs before [#lead].
  ///
  /// @param keys makes, destroys and lists keys
  /// @param sources stamps proposals; `nanoTime` bounds waits
  public static LeaderJobs start(
      Replica replica,
      HsmKeys keys,
      SweepSettings sweeping,
      Sources sources,
      LongSupplier nanoTime,
      FaultHandler faults) {
    Status status = Status.unknown();
    SweepJob.Timing timing = new SweepJob.Timing(nanoTime, sources.clock(), LockSupport::parkNanos);
    List<JobRunner> runners =
        jobs(replica, keys, sweeping, sources, timing, status).stream()
            .map(job -> new JobRunner(job, faults))
            .toList();
    runners.forEach(JobRunner::start);
    return new LeaderJobs(runners, status.rotations, status.kek, status.sweep, status.reseal);
  }

  /// What jobs tell of themselves.
  record Status(RotationFailures rotations, KekStatus kek, SweepStatus sweep, ResealStatus reseal) {
    static Status unknown() {
      return new Status(
          new RotationFailures(), new KekStatus(), new SweepStatus(), new ResealStatus());
    }
  }

  /// The jobs themselves, for whoever runs them.
  static List<LeaderJob> jobs(
      Replica replica,
      HsmKeys keys,
      SweepSettings sweeping,
      Sources sources,
      SweepJob.Timing timing,
      Status status) {
    LongSupplier nanoTime = timing.nanoTime();
    SystemProposer proposer = new SystemProposer(replica.ledger(), sources, nanoTime);
    return List.of(
        new KekInstaller(replica, keys, proposer, timing, status.kek),
        new OutboxWorker(replica.state(), keys, proposer),
        new TimerJob(replica.state(), sources.clock(), proposer),
        new RotationJob(
            replica.state(),
            new ScheduledRotation(replica, keys.ports(), sources, nanoTime),
            proposer,
            status.rotations,
            sources.clock(),
            nanoTime),
        new ResealJob(
            replica.state(),
            new Resealing(keys.ports()),
            proposer,
            status.reseal,
            nanoTime,
            timing.parkNanos()),
        new SweepJob(replica, keys, proposer, sweeping, timing, status.sweep));
  }

  /// What jobs need of the HSM.
  public record HsmKeys(HsmPorts ports, KeyDestroyer destroyer, KeyInventory inventory) {}

  /// This node leads, and has applied what earlier leaders committed.
  public void lead(long term) {
    LOG.info("leader jobs start: this node leads term {}", term);
    runners.forEach(runner -> runner.lead(term));
  }

  /// This node does not lead that term any more.
  public void follow(long term) {
    LOG.info("leader jobs stop: this node stopped leading term {}", term);
    runners.forEach(runner -> runner.follow(term));
    kek.forget();
    sweep.forget();
  }

  /// The state changed.
  public void applied() {
    runners.forEach(JobRunner::wake);
  }

  /// Ends the jobs for good, within about that time.
  public void stop(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    for (JobRunner runner : runners) {
      runner.stop(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
    }
  }
}
