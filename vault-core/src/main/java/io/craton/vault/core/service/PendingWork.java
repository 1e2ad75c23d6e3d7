package io.craton.vault.core.service;

import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.state.OutboxRow;
import io.craton.vault.core.state.RotationRow;
import io.craton.vault.core.state.StateView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the vault still has to do by itself: keys to destroy in the HSM, and rotations whose time
/// has come. Thread-safe.
public final class PendingWork {
  /// A rotation that is late by more is overdue. Those that come due together are spread, so that
  /// some are overdue for a while: a tenth of their period, and half an hour at most.
  public static final Duration OVERDUE = Duration.ofMinutes(1);

  private static final int MOST = 1_000;

  private final Views views;

  public PendingWork(Replica replica, Sources sources) {
    this.views = new Views(replica, sources);
  }

  /// The first thousand of each, oldest first.
  ///
  /// @param destructions keys that the state gave up and the HSM has not been seen to have lost
  /// @param rotations items whose policy rotates them at or before `now`
  /// @param now the time of the reading
  public record Pending(List<OutboxRow> destructions, List<RotationRow> rotations, Instant now) {
    /// How many rotations are overdue, at most a thousand.
    public long overdue() {
      return rotations.stream().filter(row -> now.isAfter(row.at().plus(OVERDUE))).count();
    }

    /// How late the oldest rotation is; zero when none is.
    public Duration lag() {
      return rotations.isEmpty() ? Duration.ZERO : Duration.between(rotations.getFirst().at(), now);
    }
  }

  /// For an administrator: whether he is one has to be asked before.
  public Pending read(Caller caller) throws RequestRefused, Unavailable {
    return views.read(caller, reading -> of(reading.view(), reading.now()));
  }

  /// As the given state has it.
  public static Pending of(StateView view, Instant clock) {
    Instant now = clock.isAfter(view.clock()) ? clock : view.clock();
    return new Pending(view.outbox(0, MOST), view.rotations(now, Optional.empty(), MOST), now);
  }
}
