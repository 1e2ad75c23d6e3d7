package io.craton.vault.core.service;

import io.craton.vault.core.command.Command.SetRotationDefaults;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.decision.Access;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.rotation.DefaultsFor;
import io.craton.vault.core.rotation.PolicyBounds;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.token.Permission;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// The service's own defaults for rotation: what counts where neither an item nor a folder above it
/// says anything. Contract section 6.4. Thread-safe. For callers with `admin`.
public final class RotationDefaults {
  private final Replica replica;
  private final Views views;
  private final Sources sources;

  public RotationDefaults(Replica replica, Sources sources) {
    this.replica = replica;
    this.views = new Views(replica, sources);
    this.sources = sources;
  }

  /// What is set for each kind.
  public Map<DefaultsFor, RotationSettings> read(Caller caller) throws RequestRefused, Unavailable {
    return views.read(
        caller,
        reading -> {
          Optional<Rejection> denied =
              Access.check(reading.grant(), Permission.ADMIN, FolderPath.ROOT);
          if (denied.isPresent()) {
            throw new RequestRefused(denied.get());
          }
          Map<DefaultsFor, RotationSettings> all = new EnumMap<>(DefaultsFor.class);
          for (DefaultsFor kind : DefaultsFor.values()) {
            all.put(kind, reading.view().rotationDefaults(kind));
          }
          return all;
        });
  }

  /// Sets the defaults of a kind as a whole; what is empty in `settings` has none any more. Doing
  /// it twice is as good as once, so that retries need not be told apart.
  public void set(Caller caller, DefaultsFor kind, RotationSettings settings, Deadline deadline)
      throws RequestRefused, Unavailable {
    if (settings.frequency().filter(wanted -> !PolicyBounds.DEFAULT.permit(wanted)).isPresent()) {
      throw new RequestRefused(Rejection.Code.FREQUENCY_TOO_SHORT, "expected an hour at least");
    }
    Proposal proposal =
        new Proposal(
            sources.newProposalId(),
            caller.token(),
            Optional.empty(),
            sources.now(),
            new SetRotationDefaults(kind, settings));
    if (replica.ledger().propose(proposal, deadline) instanceof Outcome.Refused refused) {
      throw new RequestRefused(refused.rejection());
    }
  }
}
