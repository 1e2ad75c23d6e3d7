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
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All jobs of the leader. Thread-safe; telling it of leadership and of applied entries never waits
/// for a job.
public final class LeaderJobs {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderJobs.class);

  private final List<JobRunner> runners;
  private final RotationFailures rotations;
  private final SweepStatus sweep;
  private final ResealStatus reseal;

  private LeaderJobs(
      List<JobRunner> runners, RotationFailures rotations, SweepStatus sweep, ResealStatus reseal) {
    this.runners = runners;
    this.rotations = rotations;
    this.sweep = sweep;
    this.reseal = reseal;
  }

  /// What this node knows of rotations by policy.
  public RotationFailures rotations() {
    return rotations;
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
    RotationFailures rotations = new RotationFailures();
    SystemProposer proposer = new SystemProposer(replica.ledger(), sources, nanoTime);
    SweepStatus status = new SweepStatus();
    ResealStatus reseal = new ResealStatus();
    SweepJob.Timing timing = new SweepJob.Timing(nanoTime, sources.clock());
    List<LeaderJob> jobs =
        List.of(
            new KekInstaller(replica, keys.ports().generator(), proposer),
            new OutboxWorker(replica.state(), keys, proposer),
            new TimerJob(replica.state(), sources.clock(), proposer),
            new RotationJob(
                replica.state(),
                new ScheduledRotation(replica, keys.ports(), sources, nanoTime),
                proposer,
                rotations,
                sources.clock(),
                nanoTime),
            new ResealJob(replica.state(), new Resealing(keys.ports()), proposer, reseal, nanoTime),
            new SweepJob(replica, keys, proposer, sweeping, timing, status));
    List<JobRunner> runners = jobs.stream().map(job -> new JobRunner(job, faults)).toList();
    runners.forEach(JobRunner::start);
    return new LeaderJobs(runners, rotations, status, reseal);
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
