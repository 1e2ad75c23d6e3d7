package io.craton.vault.core.item;

import io.craton.vault.core.item.StateChange.Activate;
import io.craton.vault.core.item.StateChange.Compromise;
import io.craton.vault.core.item.StateChange.Deactivate;
import io.craton.vault.core.item.StateChange.Destroy;
import io.craton.vault.core.item.StateChange.Suspend;
import io.craton.vault.core.item.VersionState.Active;
import io.craton.vault.core.item.VersionState.Compromised;
import io.craton.vault.core.item.VersionState.Deactivated;
import io.craton.vault.core.item.VersionState.Destroyed;
import io.craton.vault.core.item.VersionState.Suspended;
import java.time.Instant;
import java.util.Optional;

/// What becomes of a version's state under a change. The whole table, contract section 4.1:
///
/// | from \ to   | active | deactivated | suspended | compromised | destroyed |
/// |-------------|--------|-------------|-----------|-------------|-----------|
/// | active      | same   | yes         | yes       | yes         | yes       |
/// | deactivated | yes    | same\*      | yes       | yes         | yes       |
/// | suspended   | yes    | yes         | same      | yes         | yes       |
/// | compromised | no     | no          | no        | same†       | yes       |
/// | destroyed   | no     | no          | no        | no          | same      |
///
/// A change to the state a version is in already keeps it as it is, with its dates. \*But to
/// deactivate a version that is in its grace period ends that period: who says so means that the
/// version is not to be used any more, and a grace period lets it be used. Its material is then
/// kept, as that of any deactivated version, until somebody destroys it. No change starts a grace
/// period for a version that is deactivated already. †But the time of its destruction may be moved
/// to an earlier one, never to a later.
public sealed interface Transition {
  /// The version goes into `state`.
  record Changed(VersionState state) implements Transition {}

  /// The version is in that state already.
  record Unchanged() implements Transition {}

  /// The table forbids it.
  record Illegal(StateName from) implements Transition {}

  /// Looks the pair up. `now` is the time of destruction if that is the change; `from` must have
  /// been taken with [VersionState#asOf] at the same instant.
  static Transition of(VersionState from, StateChange change, Instant now) {
    return switch (from) {
      case Active(Material material) ->
          switch (change) {
            case Activate activate -> new Unchanged();
            case Deactivate(Optional<Instant> destroyAt) -> deactivated(material, destroyAt);
            case Suspend suspend -> suspended(material);
            case Compromise(Instant destroyAt) -> compromised(material, destroyAt);
            case Destroy destroy -> destroyed(now);
          };
      case Deactivated(Material material, Optional<Instant> end) ->
          switch (change) {
            case Activate activate -> active(material);
            case Deactivate(Optional<Instant> destroyAt) ->
                end.isPresent() && destroyAt.isEmpty()
                    ? deactivated(material, Optional.empty())
                    : new Unchanged();
            case Suspend suspend -> suspended(material);
            case Compromise(Instant destroyAt) -> compromised(material, destroyAt);
            case Destroy destroy -> destroyed(now);
          };
      case Suspended(Material material) ->
          switch (change) {
            case Activate activate -> active(material);
            case Deactivate(Optional<Instant> destroyAt) -> deactivated(material, destroyAt);
            case Suspend suspend -> new Unchanged();
            case Compromise(Instant destroyAt) -> compromised(material, destroyAt);
            case Destroy destroy -> destroyed(now);
          };
      case Compromised(Material material, Instant earlier) ->
          switch (change) {
            case Activate activate -> new Illegal(StateName.COMPROMISED);
            case Deactivate deactivate -> new Illegal(StateName.COMPROMISED);
            case Suspend suspend -> new Illegal(StateName.COMPROMISED);
            case Compromise(Instant destroyAt) ->
                destroyAt.isBefore(earlier) ? compromised(material, destroyAt) : new Unchanged();
            case Destroy destroy -> destroyed(now);
          };
      case Destroyed destroyed ->
          switch (change) {
            case Activate activate -> new Illegal(StateName.DESTROYED);
            case Deactivate deactivate -> new Illegal(StateName.DESTROYED);
            case Suspend suspend -> new Illegal(StateName.DESTROYED);
            case Compromise compromise -> new Illegal(StateName.DESTROYED);
            case Destroy destroy -> new Unchanged();
          };
    };
  }

  private static Transition active(Material material) {
    return new Changed(new Active(material));
  }

  private static Transition deactivated(Material material, Optional<Instant> destroyAt) {
    return new Changed(new Deactivated(material, destroyAt));
  }

  private static Transition suspended(Material material) {
    return new Changed(new Suspended(material));
  }

  private static Transition compromised(Material material, Instant destroyAt) {
    return new Changed(new Compromised(material, destroyAt));
  }

  private static Transition destroyed(Instant now) {
    return new Changed(new Destroyed(now));
  }
}
