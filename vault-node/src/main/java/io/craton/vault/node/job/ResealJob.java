package io.craton.vault.node.job;

import io.craton.vault.core.command.Command.ResealVersions;
import io.craton.vault.core.command.Command.Resealed;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.port.StateReader;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Resealing;
import io.craton.vault.core.service.Resealing.Old;
import io.craton.vault.core.service.Resealing.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Seals what is sealed under an older key-encryption key under the current one, batch by batch.
///
/// The state has an index of what is sealed under which generation, so that looking whether there
/// is anything to do costs three reads, and the whole work what is left of it. A pass that ends
/// half-way, for a new leader or an HSM that is gone, goes on where the index begins. The command
/// names what it found, and changes only that: a lost race, or a leader that was none any more,
/// changes nothing.
///
/// Between two batches it rests for [#LOAD] times as long as the last one took: it takes a quarter
/// of one session of the HSM and of one processor at most, however fast they are.
final class ResealJob implements LeaderJob {
  private static final Logger LOG = LoggerFactory.getLogger(ResealJob.class);

  /// Entries that other nodes proposed wake nobody here.
  private static final Duration REST = Duration.ofSeconds(1);

  /// What did not open will hardly open a moment later.
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(10);

  private static final int LOAD = 3;

  private final StateReader state;
  private final Resealing resealing;
  private final SystemProposer proposer;
  private final ResealStatus status;
  private final LongSupplier nanoTime;
  private final LongConsumer parkNanos;

  // For the one thread of the job.
  private Optional<Attempt> failed = Optional.empty();

  ResealJob(
      StateReader state,
      Resealing resealing,
      SystemProposer proposer,
      ResealStatus status,
      LongSupplier nanoTime,
      LongConsumer parkNanos) {
    this.state = state;
    this.resealing = resealing;
    this.proposer = proposer;
    this.status = status;
    this.nanoTime = nanoTime;
    this.parkNanos = parkNanos;
  }

  /// A step in which values did not open.
  private record Attempt(long term, Step step, long endedNanos) {}

  @Override
  public String name() {
    return "reseal";
  }

  /// One step, from the oldest generation in use to the current one.
  @Override
  public Duration run(Leadership leadership) throws Unavailable {
    Optional<Step> next = state.read(Resealing::next);
    if (next.isEmpty()) {
      done();
      return REST;
    }
    Step step = next.get();
    Duration pause = pauseAfterFailure(leadership, step);
    if (pause.isPositive()) {
      return pause;
    }
    LOG.info(
        "{} values are to be sealed under key-encryption key {} instead of {}",
        state.read(view -> view.sealedCount(step.from())),
        step.to().value(),
        step.from().value());
    long failures = walk(leadership, step);
    status.failing(failures);
    if (failures > 0) {
      failed = Optional.of(new Attempt(leadership.term(), step, nanoTime.getAsLong()));
      return REST;
    }
    return Duration.ZERO;
  }

  private void done() {
    failed = Optional.empty();
    status.failing(0);
  }

  private Duration pauseAfterFailure(Leadership leadership, Step step) {
    return failed
        .filter(last -> last.term == leadership.term() && last.step.equals(step))
        .map(last -> AFTER_FAILURE.minusNanos(nanoTime.getAsLong() - last.endedNanos))
        .orElse(Duration.ZERO);
  }

  /// @return how many values did not open
  private long walk(Leadership leadership, Step step) throws Unavailable {
    Optional<VersionId> after = Optional.empty();
    long failures = 0;
    while (true) {
      leadership.require();
      Optional<VersionId> last = after;
      long begun = nanoTime.getAsLong();
      List<Old> batch = state.read(view -> Resealing.batch(view, step, last));
      if (batch.isEmpty()) {
        return failures;
      }
      List<Resealed> resealed = reseal(leadership, step, batch);
      failures += batch.size() - resealed.size();
      if (!propose(leadership, step, resealed)) {
        return failures;
      }
      after = Optional.of(batch.getLast().id());
      parkNanos.accept((nanoTime.getAsLong() - begun) * LOAD);
    }
  }

  private List<Resealed> reseal(Leadership leadership, Step step, List<Old> batch)
      throws Unavailable {
    List<Resealed> resealed = new ArrayList<>();
    for (Old old : batch) {
      leadership.require();
      try {
        resealed.add(resealing.reseal(step, old, proposer.deadline()));
      } catch (IllegalStateException e) {
        // One damaged value must not end one leader after the other.
        LOG.error(
            "version {} of item {} does not open under key-encryption key {}, and stays as it is",
            old.id().number(),
            old.id().item(),
            step.from().value(),
            e);
      }
    }
    return resealed;
  }

  /// False when there is a newer key by now: then the step is another one.
  private boolean propose(Leadership leadership, Step step, List<Resealed> resealed)
      throws Unavailable {
    if (resealed.isEmpty()) {
      return true;
    }
    Outcome outcome = proposer.propose(leadership, new ResealVersions(step.to(), resealed));
    if (outcome instanceof Outcome.Refused refused) {
      LOG.info("sealing anew begins again: {}", refused.rejection().detail());
      return false;
    }
    status.add(resealed.size());
    return true;
  }
}
