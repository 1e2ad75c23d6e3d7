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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
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

  /// An item may be late by this part of its period so that callers are spared, and at most by
  /// [#LONGEST_DELAY], because what comes due after it waits for it, whatever its own period is.
  private static final int DELAYED_PART = 10;

  private static final Duration LONGEST_DELAY = Duration.ofMinutes(30);

  /// One rest uses up no more than this part of the time that is left, so that the rests become
  /// shorter the later it gets.
  private static final int STEPS = 100;

  private static final Duration LONGEST_PACE = Duration.ofSeconds(5);

  /// Rows read at a time, while those before them are passed over.
  private static final int PAGE = 64;

  private final StateReader state;
  private final ScheduledRotation rotation;
  private final SystemProposer proposer;
  private final RotationFailures failures;
  private final InstantSource clock;
  private final LongSupplier nanoTime;

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
    Optional<RotationRow> row = next(now);
    if (row.isEmpty()) {
      return untilNext(now);
    }
    long began = nanoTime.getAsLong();
    Duration making = rotate(leadership, row.get());
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
    Duration leisure =
        next(now.plus(LONGEST_PACE)).map(row -> leisure(row, now)).orElse(Duration.ZERO);
    Duration gentle = shorter(making.multipliedBy(GENTLE_FACTOR), leisure);
    return shorter(longer(took.multipliedBy(REST_FACTOR), gentle), LONGEST_PACE);
  }

  /// How long the row may be left alone for the sake of callers; zero or less when it may not.
  private Duration leisure(RotationRow row, Instant now) {
    Duration period = period(row);
    Duration delay = shorter(period.dividedBy(DELAYED_PART), LONGEST_DELAY);
    return delay.minus(Duration.between(row.at(), now)).dividedBy(STEPS);
  }

  /// None for an item whose data is damaged: that shows when it is to be rotated.
  private Duration period(RotationRow row) {
    try {
      return state
          .read(view -> view.item(row.item()))
          .flatMap(item -> item.schedule().anchor())
          .map(anchor -> Duration.between(anchor, row.at()))
          .orElse(Duration.ZERO);
    } catch (IllegalStateException | IllegalArgumentException damaged) {
      return Duration.ZERO;
    }
  }

  /// The first row that is due and not passed over.
  private Optional<RotationRow> next(Instant now) {
    Optional<RotationRow> after = Optional.empty();
    while (true) {
      Optional<RotationRow> from = after;
      List<RotationRow> page = state.read(view -> view.rotations(now, from, PAGE));
      for (RotationRow row : page) {
        if (failures.mayTry(row.item(), nanoTime.getAsLong())) {
          return Optional.of(row);
        }
      }
      if (page.size() < PAGE) {
        return Optional.empty();
      }
      after = Optional.of(page.getLast());
    }
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
  /// rotation or deletion has taken the row away; and what took longer than two sweeps is made
  /// again.
  private void refused(Leadership leadership, RotationRow row, Rejection rejection)
      throws Unavailable {
    switch (rejection.code()) {
      case NOT_DUE -> {
        failures.settled(row.item());
        var _ = proposer.propose(leadership, new ReplanItems(List.of(row.item())));
        LOG.info("item {} scheduled anew: {}", row.item(), rejection.detail());
      }
      case VERSION_CONFLICT, TOKEN_CONFLICT, ITEM_NOT_FOUND, KEY_TOO_OLD -> {
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
      case NO_QUORUM, OVERLOADED, HSM_DOWN, NOT_READY, SHUTTING_DOWN -> false;
    };
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }
}
