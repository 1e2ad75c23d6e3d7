package io.craton.vault.core.decision;

import static io.craton.vault.core.decision.Deliberation.refused;

import io.craton.vault.core.Limits;
import io.craton.vault.core.command.Command.ChangeState;
import io.craton.vault.core.command.Command.Retirement;
import io.craton.vault.core.command.Command.RotateItem;
import io.craton.vault.core.command.Command.RotateOnSchedule;
import io.craton.vault.core.event.Event;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.StateChange;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.item.Transition;
import io.craton.vault.core.item.VersionSummary;
import io.craton.vault.core.rotation.EffectiveRotation;
import io.craton.vault.core.rotation.RetiredState;
import io.craton.vault.core.state.DueRow;
import io.craton.vault.core.time.VaultDuration;
import java.time.Instant;
import java.util.Optional;

/// Decisions on versions: rotate, change of state, what time makes due.
final class VersionDecisions {
  private VersionDecisions() {}

  static Outcome rotate(Deliberation deliberation, RotateItem command, Item item) {
    Succession succession =
        new Succession(command.retirement(), command.gracePeriod(), deliberation.now());
    return rotate(deliberation, item, command.expectedCurrent(), command.material(), succession);
  }

  /// Whoever leads and whatever its clock says: each period gives one rotation, as that is due only
  /// once, and only for the version that the leader saw.
  static Outcome rotateOnSchedule(Deliberation deliberation, RotateOnSchedule command, Item item) {
    EffectiveRotation policy = Inheritance.effective(deliberation.view(), item);
    Optional<Instant> due = Planning.due(item, policy, deliberation.now());
    if (due.filter(at -> !deliberation.now().isBefore(at)).isEmpty()) {
      return refused(
          Rejection.Code.NOT_DUE,
          item.id() + " is not due, but " + due.map(Instant::toString).orElse("never"));
    }
    Instant anchor = item.schedule().anchor().orElseThrow();
    Succession succession =
        new Succession(
            Retirement.BY_POLICY,
            Optional.empty(),
            policy.frequency().lastBefore(anchor, deliberation.now()));
    return rotate(deliberation, item, command.expectedCurrent(), command.material(), succession);
  }

  /// How a rotation treats the version that it supersedes, and what the next period is counted
  /// from.
  private record Succession(
      Retirement retirement, Optional<VaultDuration> gracePeriod, Instant anchor) {}

  private static Outcome rotate(
      Deliberation deliberation,
      Item item,
      VersionNumber expectedCurrent,
      Material material,
      Succession succession) {
    if (item.isFolder()) {
      return wrongType(item);
    }
    VersionNumber current = item.history().current();
    if (!current.equals(expectedCurrent)) {
      return refused(
          Rejection.Code.VERSION_CONFLICT,
          item.id() + " is at version " + current + ", expected " + expectedCurrent);
    }
    if (current.value() >= Limits.VERSIONS_PER_ITEM) {
      return refused(
          Rejection.Code.TOO_MANY_VERSIONS,
          item.id() + " has " + current + " versions, the most an item can have");
    }
    if (!EncryptingKeys.mayHaveEncrypted(deliberation.view(), material, deliberation.now())) {
      return EncryptingKeys.revoked();
    }
    Optional<Outcome> unfit =
        StoredTokens.succeed(deliberation, new VersionId(item.id(), current), material);
    if (unfit.isPresent()) {
      return unfit.get();
    }
    EffectiveRotation policy = Inheritance.effective(deliberation.view(), item);
    retire(deliberation, item, policy, succession);
    Item rotated =
        item.withHistory(item.history().rotated(deliberation.now()))
            .withSchedule(Planning.anchored(item, material, succession.anchor()));
    Item after = Planning.planned(rotated, policy, deliberation.now());
    ItemVersion version =
        ItemVersion.created(new VersionId(item.id(), current.next()), deliberation.now(), material);
    deliberation.add(new Event.ItemChanged(item, after));
    deliberation.add(new Event.VersionCreated(version));
    return written(deliberation, after, version);
  }

  /// Supersedes the old version; where the table forbids its retirement, it keeps its state.
  private static void retire(
      Deliberation deliberation, Item item, EffectiveRotation policy, Succession succession) {
    ItemVersion old = stored(deliberation, new VersionId(item.id(), item.history().current()));
    ItemVersion superseded = old.asOf(deliberation.now()).superseded(deliberation.now());
    ItemVersion after =
        switch (transition(
            deliberation,
            superseded,
            retirement(deliberation, item, superseded, policy, succession))) {
          case Transition.Changed changed -> superseded.withState(changed.state());
          case Transition.Unchanged unchanged -> superseded;
          case Transition.Illegal illegal -> superseded;
        };
    deliberation.changeVersion(old, after);
  }

  /// What becomes of the old version: as the request says, else by policy.
  private static StateChange retirement(
      Deliberation deliberation,
      Item item,
      ItemVersion old,
      EffectiveRotation policy,
      Succession succession) {
    RetiredState byPolicy = policy.retiredState();
    StateChange destruction =
        succession
            .gracePeriod()
            .or(policy::gracePeriod)
            .filter(period -> item.kind().hasGracePeriod() && inUse(old))
            .<StateChange>map(period -> graceUntil(period.after(deliberation.now())))
            .orElseGet(StateChange.Destroy::new);
    return switch (succession.retirement()) {
      case BY_POLICY ->
          switch (byPolicy) {
            case DEACTIVATED -> new StateChange.Deactivate(Optional.empty());
            case DESTROYED -> destruction;
          };
      case DEACTIVATE -> new StateChange.Deactivate(Optional.empty());
      case SUSPEND -> new StateChange.Suspend();
      case DESTROY -> destruction;
    };
  }

  /// Grace lets a version work on; one that did not work must not work again.
  private static boolean inUse(ItemVersion version) {
    return version.state().name() == StateName.ACTIVE;
  }

  private static StateChange graceUntil(Instant end) {
    return new StateChange.Deactivate(Optional.of(end));
  }

  static Outcome changeState(Deliberation deliberation, ChangeState command, Item item) {
    if (item.isFolder()) {
      return wrongType(item);
    }
    VersionNumber number = command.version().orElse(item.history().current());
    Optional<ItemVersion> found = deliberation.view().version(new VersionId(item.id(), number));
    if (found.isEmpty()) {
      return refused(
          Rejection.Code.VERSION_NOT_FOUND, "item " + item.id() + " has no version " + number);
    }
    ItemVersion version = found.get().asOf(deliberation.now());
    return switch (transition(deliberation, version, change(deliberation, command))) {
      case Transition.Changed changed -> {
        ItemVersion after = version.withState(changed.state());
        deliberation.changeVersion(found.get(), after);
        yield written(deliberation, item, after);
      }
      case Transition.Unchanged unchanged -> written(deliberation, item, version);
      case Transition.Illegal illegal ->
          refused(
              Rejection.Code.ILLEGAL_TRANSITION,
              "version "
                  + number
                  + " is "
                  + illegal.from().wireName()
                  + " and cannot become "
                  + command.target().wireName());
    };
  }

  private static StateChange change(Deliberation deliberation, ChangeState command) {
    return switch (command.target()) {
      case ACTIVE -> new StateChange.Activate();
      case DEACTIVATED -> new StateChange.Deactivate(Optional.empty());
      case SUSPENDED -> new StateChange.Suspend();
      case COMPROMISED ->
          new StateChange.Compromise(
              command.destroyPeriod().orElseThrow().after(deliberation.now()));
      case DESTROYED -> new StateChange.Destroy();
    };
  }

  static Outcome fireTimers(Deliberation deliberation) {
    Instant now = deliberation.now();
    for (DueRow row : deliberation.view().due(now, Limits.DUE_PER_COMMAND)) {
      switch (row.kind()) {
        case DESTROY_VERSION -> {
          ItemVersion version = stored(deliberation, row.version());
          deliberation.changeVersion(version, version.asOf(now));
        }
      }
    }
    Planning.advance(deliberation);
    return new Outcome.Done();
  }

  private static Transition transition(
      Deliberation deliberation, ItemVersion version, StateChange change) {
    return Transition.of(version.state(), change, deliberation.now());
  }

  private static ItemVersion stored(Deliberation deliberation, VersionId id) {
    return deliberation
        .view()
        .version(id)
        .orElseThrow(() -> new IllegalStateException("no record of version " + id));
  }

  private static Outcome written(Deliberation deliberation, Item item, ItemVersion version) {
    return new Outcome.ItemWritten(
        new ItemSummary(
            item,
            Folders.pathOf(deliberation.view(), item.place().parent()),
            Inheritance.effective(deliberation.view(), item),
            Optional.of(VersionSummary.of(version))));
  }

  private static Outcome wrongType(Item item) {
    return refused(Rejection.Code.WRONG_TYPE, "item " + item.id() + " is a folder");
  }
}
