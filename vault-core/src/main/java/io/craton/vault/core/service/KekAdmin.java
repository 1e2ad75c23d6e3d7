package io.craton.vault.core.service;

import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Command.InstallKek;
import io.craton.vault.core.command.Command.RetireKek;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.decision.Access;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.SweepGeneration;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.state.StateView;
import io.craton.vault.core.token.Permission;
import java.util.List;
import java.util.Optional;

/// The generations of the key-encryption key: shows them, makes the next one, gives up old ones.
/// What is sealed under older ones is sealed anew by the leader, in the background. Thread-safe.
/// For callers with `admin`.
public final class KekAdmin {
  private final Replica replica;
  private final Views views;
  private final Maker maker;
  private final Sources sources;

  public KekAdmin(Replica replica, Maker maker, Sources sources) {
    this.replica = replica;
    this.views = new Views(replica, sources);
    this.maker = maker;
    this.sources = sources;
  }

  /// As [io.craton.vault.core.port.KeyGenerator#generateKek].
  public interface Maker {
    /// A new key-encryption key in the HSM.
    KeyRef make(Deadline deadline) throws Unavailable;
  }

  /// A generation that was not given up.
  ///
  /// @param sealed how many versions are sealed under it
  public record Generation(KekVersion version, long sealed) {}

  /// All of them.
  ///
  /// @param current what new values are sealed under
  /// @param generations ascending
  public record Keks(KekVersion current, List<Generation> generations) {
    /// How many versions are still to be sealed anew.
    public long left() {
      return total()
          - generations.stream()
              .filter(generation -> generation.version().equals(current))
              .mapToLong(Generation::sealed)
              .sum();
    }

    /// How many versions are sealed at all.
    public long total() {
      return generations.stream().mapToLong(Generation::sealed).sum();
    }
  }

  /// As the given state has them; empty before the first one.
  public static Optional<Keks> of(StateView view) {
    return view.currentKek()
        .map(current ->
            new Keks(
                current,
                view.keks().stream()
                    .map(version -> new Generation(version, view.sealedCount(version)))
                    .toList()));
  }

  /// As they are now.
  public Keks read(Caller caller) throws RequestRefused, Unavailable {
    return views.read(
        caller,
        reading -> {
          requireAdmin(reading);
          var _ = reading.currentKek();
          return of(reading.view()).orElseThrow();
        });
  }

  private static void requireAdmin(Reading reading) throws RequestRefused {
    Optional<Rejection> denied = Access.check(reading.grant(), Permission.ADMIN, FolderPath.ROOT);
    if (denied.isPresent()) {
      throw new RequestRefused(denied.get());
    }
  }

  /// Makes a key in the HSM and has everything new sealed under it from now on. When it is not
  /// known whether it took effect, `from` tells a repetition from a second rotation.
  ///
  /// @param from the current generation as the caller knows it; whatever it is when empty
  /// @return the new one
  public KekVersion rotate(Caller caller, Optional<KekVersion> from, Deadline deadline)
      throws RequestRefused, Unavailable {
    Plan plan =
        views.read(
            caller,
            reading -> {
              requireAdmin(reading);
              KekVersion current = reading.currentKek().version();
              if (from.isPresent() && !from.get().equals(current)) {
                throw new RequestRefused(
                    Rejection.Code.KEK_CONFLICT,
                    "the current key-encryption key is "
                        + current.value()
                        + ", not "
                        + from.get().value());
              }
              return new Plan(current.next(), reading.view().sweepGeneration());
            });
    KeyRef key = maker.make(deadline);
    propose(caller, new InstallKek(plan.next, key), plan.keysFrom, deadline);
    return plan.next;
  }

  /// Gives a generation up: the HSM loses it soon afterwards, and backups that need it are lost.
  /// Doing it twice is as good as once.
  ///
  /// @throws RequestRefused when it is the current one, or a version is still sealed under it
  public void retire(Caller caller, KekVersion version, Deadline deadline)
      throws RequestRefused, Unavailable {
    propose(caller, new RetireKek(version), SweepGeneration.FIRST, deadline);
  }

  private void propose(Caller caller, Command command, SweepGeneration keysFrom, Deadline deadline)
      throws RequestRefused, Unavailable {
    Proposal proposal =
        new Proposal(
            sources.newProposalId(),
            caller.token(),
            Optional.empty(),
            sources.now(),
            command,
            keysFrom);
    if (replica.ledger().propose(proposal, deadline) instanceof Outcome.Refused refused) {
      throw new RequestRefused(refused.rejection());
    }
  }

  private record Plan(KekVersion next, SweepGeneration keysFrom) {}
}
