package io.craton.vault.node.job;

import io.craton.vault.core.command.Command.FireTimers;
import io.craton.vault.core.port.StateReader;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.state.DueRow;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings what time makes due into the log. A late pass delays effects, never permits anything: the
/// serving paths compare times themselves.
final class TimerJob implements LeaderJob {
  private static final Logger LOG = LoggerFactory.getLogger(TimerJob.class);

  /// The clock may be set while the job rests, so it never rests until a far time.
  private static final Duration LONGEST_REST = Duration.ofSeconds(1);

  private final StateReader state;
  private final InstantSource clock;
  private final SystemProposer proposer;

  TimerJob(StateReader state, InstantSource clock, SystemProposer proposer) {
    this.state = state;
    this.clock = clock;
    this.proposer = proposer;
  }

  @Override
  public String name() {
    return "timer";
  }

  /// One firing; rests not at all while more is due, or items are to be scheduled anew.
  @Override
  public Duration run(Leadership leadership) throws Unavailable {
    if (state.read(view -> !view.replans(1).isEmpty())) {
      var _ = proposer.propose(leadership, new FireTimers());
      return Duration.ZERO;
    }
    Optional<DueRow> next = next();
    if (next.isEmpty()) {
      return LONGEST_REST;
    }
    Duration wait = Duration.between(now(), next.get().at());
    if (wait.isPositive()) {
      return shorter(wait, LONGEST_REST);
    }
    var _ = proposer.propose(leadership, new FireTimers());
    LOG.info("timers fired, the first was due at {}", next.get().at());
    // The same row again means that the log could not carry it out yet: do not spin on it.
    return next().equals(next) ? LONGEST_REST : Duration.ZERO;
  }

  /// By the same rule as the decision: never before log time.
  private Instant now() {
    Instant now = clock.instant();
    Instant log = state.read(view -> view.clock());
    return log.isAfter(now) ? log : now;
  }

  private Optional<DueRow> next() {
    return state.read(view -> view.nextDue());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
