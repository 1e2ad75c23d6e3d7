package io.craton.vault.node.job;

import io.craton.vault.core.command.Command.ReplanItems;
import io.craton.vault.core.command.Command.RotateOnSchedule;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.port.StateReader;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.service.ScheduledRotation;
import io.craton.vault.core.service.ScheduledRotation.Prepared;
import io.craton.vault.core.state.RotationRow;
import io.craton.vault.node.job.DueRotations.Due;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Rotates what policies make due, one item at a pass. Each period of an item gives one rotation:
/// the log takes the command only for the version that this leader saw, and only when it is due.
///
/// Many items that come due at once are spread. After each rotation the job rests at least four
/// times as long as that took, so that callers have most of the HSM and of the log to themselves;
/// and while the next item can wait, as long as it takes that the HSM makes keys for less than a
/// hundredth of the time. An item that cannot be rotated is passed over for a while, as
/// [RotationFailures] says, and holds up no other.
final class RotationJob implements LeaderJob {
  private static final Logger LOG = LoggerFactory.getLogger(RotationJob.class);

  /// The clock may be set while the job rests, so it never rests until a far time.
  private static final Duration LONGEST_REST = Duration.ofSeconds(1);

  /// How much longer than a rotation the rest after it is.
  private static final int REST_FACTOR = 4;

  /// How much longer than the making of a key the rest after it is, while there is time. A token
  /// that makes a key may do nothing else meanwhile, so that this part of all calls has to wait for
  /// it: half a percent, which leaves 99 of 100 calls as fast as they were.
  private static final int GENTLE_FACTOR = 199;

  /// One rest uses up no more than this part of the time that is left, so that the rests become
  /// shorter the later it gets.
  private static final int STEPS = 100;

  private static final Duration LONGEST_PACE = Duration.ofSeconds(5);

  /// The longest rest for the sake of callers: room for a key that takes 100 ms to make. What comes
  /// due within it is looked at before the rest begins.
  private static final Duration LONGEST_GENTLE_PACE = Duration.ofSeconds(20);

  private final StateReader state;
  private final ScheduledRotation rotation;
  private final SystemProposer proposer;
  private final RotationFailures failures;
  private final InstantSource clock;
  private final LongSupplier nanoTime;

  private final DueRotations due;
  private long restUntilNanos;

  RotationJob(
      StateReader state,
      ScheduledRotation rotation,
      SystemProposer proposer,
      RotationFailures failures,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.state = state;
    this.rotation = rotation;
    this.proposer = proposer;
    this.failures = failures;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.due = new DueRotations(state, item -> failures.mayTry(item, nanoTime.getAsLong()));
    this.restUntilNanos = nanoTime.getAsLong();
  }

  @Override
  public String name() {
    return "rotation";
  }

  @Override
  public Duration run(Leadership leadership) throws Unavailable {
    Duration pace = Duration.ofNanos(restUntilNanos - nanoTime.getAsLong());
    if (pace.isPositive()) {
      return pace;
    }
    failures.begin(leadership.term());
    Instant now = clock.instant();
    Optional<Due> next = due.next(now, nanoTime.getAsLong());
    if (next.isEmpty()) {
      return untilNext(now);
    }
    long began = nanoTime.getAsLong();
    Duration making = rotate(leadership, next.get().row());
    Duration rest = rest(since(began), making);
    restUntilNanos = nanoTime.getAsLong() + rest.toNanos();
    return rest;
  }

  private Duration since(long began) {
    return Duration.ofNanos(nanoTime.getAsLong() - began);
  }

  /// @param took the whole rotation
  /// @param making of its material
  private Duration rest(Duration took, Duration making) {
    Instant now = clock.instant();
    Optional<Due> next = due.next(now, nanoTime.getAsLong());
    Optional<Due> upcoming = due.upcoming(now, now.plus(LONGEST_GENTLE_PACE));
    Duration leisure =
        Stream.concat(next.stream(), upcoming.stream())
            .map(soon -> Duration.between(now, soon.latest()).dividedBy(STEPS))
            .min(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
    Duration gentle = shorter(making.multipliedBy(GENTLE_FACTOR), leisure);
    return longer(
        shorter(took.multipliedBy(REST_FACTOR), LONGEST_PACE),
        shorter(gentle, LONGEST_GENTLE_PACE));
  }

  private Duration untilNext(Instant now) {
    Optional<RotationRow> next = state.read(view -> view.nextRotation());
    Duration wait =
        next.map(row -> Duration.between(now, row.at()))
            .filter(Duration::isPositive)
            .orElse(LONGEST_REST);
    return shorter(wait, LONGEST_REST);
  }

  /// @return how long its material took to make; nothing when it was not rotated
  private Duration rotate(Leadership leadership, RotationRow row) throws Unavailable {
    long began = nanoTime.getAsLong();
    try {
      Optional<Prepared> made = prepare(row);
      if (made.isEmpty()) {
        return Duration.ZERO;
      }
      Duration making = since(began);
      Prepared prepared = made.get();
      RotateOnSchedule command = prepared.command();
      Outcome outcome = proposer.propose(leadership, command, prepared.keysFrom());
      if (outcome instanceof Outcome.Refused refused) {
        throw new RequestRefused(refused.rejection());
      }
      failures.rotated(row.item());
      LOG.info(
          "item {} rotated by its policy to version {}, due at {}",
          row.item(),
          command.expectedCurrent().next(),
          row.at());
      return making;
    } catch (RequestRefused refused) {
      refused(leadership, row, refused.rejection());
    } catch (Unavailable unavailable) {
      if (!isOfTheItem(unavailable.reason())) {
        throw unavailable;
      }
      failed(row, String.valueOf(unavailable.getMessage()));
    }
    return Duration.ZERO;
  }

  /// Empty when the item's own data is damaged, which is its failure: a fault here would end this
  /// leader, and for the same row the next one, and so all of them.
  private Optional<Prepared> prepare(RotationRow row) throws RequestRefused, Unavailable {
    try {
      return Optional.of(rotation.prepare(row.item()));
    } catch (IllegalStateException | IllegalArgumentException damaged) {
      LOG.error("item {} is damaged", row.item(), damaged);
      failed(row, "damaged: see the log of this node");
      return Optional.empty();
    }
  }

  /// What is not due after all has an outdated row, or rests until it is enabled; another's
  /// rotation or deletion has taken the row away; and what took longer than two sweeps, or than its
  /// key-encryption key stayed, is made again.
  private void refused(Leadership leadership, RotationRow row, Rejection rejection)
      throws Unavailable {
    switch (rejection.code()) {
      case NOT_DUE -> {
        failures.settled(row.item());
        var _ = proposer.propose(leadership, new ReplanItems(List.of(row.item())));
        LOG.info("item {} scheduled anew: {}", row.item(), rejection.detail());
      }
      case VERSION_CONFLICT, TOKEN_CONFLICT, ITEM_NOT_FOUND, KEY_TOO_OLD, KEK_RETIRED -> {
        failures.settled(row.item());
        LOG.info("item {} not rotated: {}", row.item(), rejection.detail());
      }
      default -> failed(row, rejection.code() + ": " + rejection.detail());
    }
  }

  private void failed(RotationRow row, String reason) {
    Duration pause = failures.failed(row, reason, nanoTime.getAsLong());
    LOG.warn(
        "item {}, due at {}, cannot be rotated by its policy: {}; next try in {} s",
        row.item(),
        row.at(),
        reason,
        pause.toSeconds());
  }

  /// Whether other items may well be rotated although this one was not.
  private static boolean isOfTheItem(Unavailable.Reason reason) {
    return switch (reason) {
      case HSM_FAILED, HSM_KEY_MISSING, DEADLINE -> true;
      case NO_QUORUM, OVERLOADED, HSM_DOWN, NOT_READY, DISK_LOW, SHUTTING_DOWN -> false;
    };
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }
}
