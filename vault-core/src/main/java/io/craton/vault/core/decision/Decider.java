package io.craton.vault.core.decision;

import static io.craton.vault.core.decision.Deliberation.refused;

import io.craton.vault.core.Limits;
import io.craton.vault.core.command.Command.AbandonKeys;
import io.craton.vault.core.command.Command.AdmitMember;
import io.craton.vault.core.command.Command.BeginSweep;
import io.craton.vault.core.command.Command.BootstrapRoot;
import io.craton.vault.core.command.Command.ChangeState;
import io.craton.vault.core.command.Command.CompleteEffects;
import io.craton.vault.core.command.Command.CompleteRemoval;
import io.craton.vault.core.command.Command.CreateFolder;
import io.craton.vault.core.command.Command.CreateItem;
import io.craton.vault.core.command.Command.DeleteItem;
import io.craton.vault.core.command.Command.FireTimers;
import io.craton.vault.core.command.Command.GrantToken;
import io.craton.vault.core.command.Command.InstallKek;
import io.craton.vault.core.command.Command.RecordMembers;
import io.craton.vault.core.command.Command.RemoveMember;
import io.craton.vault.core.command.Command.ReplanItems;
import io.craton.vault.core.command.Command.ResealVersions;
import io.craton.vault.core.command.Command.RetireKek;
import io.craton.vault.core.command.Command.RevokeToken;
import io.craton.vault.core.command.Command.RotateItem;
import io.craton.vault.core.command.Command.RotateOnSchedule;
import io.craton.vault.core.command.Command.SetRotationDefaults;
import io.craton.vault.core.command.Command.UpdateItem;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.event.Event;
import io.craton.vault.core.id.IdempotencyKey;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.state.OutcomeAge;
import io.craton.vault.core.state.RecordedOutcome;
import io.craton.vault.core.state.StateView;
import io.craton.vault.core.token.Permission;
import io.craton.vault.core.token.TokenHash;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/// Decides proposals: a pure function of the state and the proposal, the same on every node.
///
/// 1. Log time is the later of the stored clock and the proposal's time; it never goes back.
/// 2. The token behind the proposal must still be accepted.
/// 3. A retry of a remembered request gets the remembered outcome and changes nothing.
/// 4. The command is decided; its outcome is remembered if it has a [RequestTag] and was accepted,
///    for this attempt and for the earlier ones that it names, which may still come.
/// 5. A key that came with a proposal and did not find its way into the state is sent to the
///    outbox, to be destroyed in the HSM. The same proposal applied twice keeps its key.
/// 6. A key that was asked for two sweeps ago is refused, whatever else speaks for it: the sweep
///    may have taken it for an orphan.
/// 7. So is a value that is sealed under a key-encryption key which the state has given up: nobody
///    could open it.
public final class Decider {
  /// Outcomes forgotten by one decision: more than one, so that a backlog shrinks.
  private static final int FORGOTTEN_PER_DECISION = 4;

  private Decider() {}

  /// The outcome of `proposal` on `view`, and the events that bring it about.
  public static Decision decide(StateView view, Proposal proposal) {
    Instant now = later(view.clock(), proposal.proposedAt());
    Deliberation deliberation = new Deliberation(view, proposal, now);
    Judged judged = judge(deliberation);
    if (judged.outcome() instanceof Outcome.Refused) {
      deliberation = new Deliberation(view, proposal, now);
    } else if (proposal.tag().isPresent()) {
      remember(deliberation, proposal.tag().get(), judged.outcome());
    }
    if (!Adoption.adopted(view, proposal.command(), deliberation.events())) {
      Adoption.material(proposal.command()).ifPresent(deliberation::destroyLater);
    }
    deliberation.add(new Event.ClockAdvanced(now));
    return new Decision(judged.outcome(), deliberation.events());
  }

  /// What comes of a proposal, as far as that can be told.
  ///
  /// @param repeated whether it is what an earlier attempt of the same request came to
  public record Judged(Outcome outcome, boolean repeated) {}

  /// The outcome that [#decide] would have, without the events.
  public static Judged judge(StateView view, Proposal proposal) {
    return judge(new Deliberation(view, proposal, later(view.clock(), proposal.proposedAt())));
  }

  private static Instant later(Instant stored, Instant proposed) {
    return proposed.isAfter(stored) ? proposed : stored;
  }

  private static Judged judge(Deliberation deliberation) {
    Optional<TokenHash> actor = deliberation.proposal().actor();
    if (actor.isPresent()
        && Access.grant(deliberation.view(), actor.get(), deliberation.now()).isEmpty()) {
      return first(new Outcome.Refused(Access.refusedToken()));
    }
    Optional<RequestTag> tag = deliberation.proposal().tag();
    if (tag.isEmpty()) {
      return first(alreadyDone(deliberation).orElseGet(() -> dispatch(deliberation)));
    }
    Optional<RecordedOutcome> remembered = remembered(deliberation.view(), tag.get());
    if (remembered.isEmpty()) {
      return first(dispatch(deliberation));
    }
    if (!remembered.get().fingerprint().equals(tag.get().fingerprint())) {
      return first(
          refused(
              Rejection.Code.IDEMPOTENCY_MISMATCH,
              "this idempotency key was used for another request before"));
    }
    return new Judged(remembered.get().outcome(), true);
  }

  private static Judged first(Outcome outcome) {
    return new Judged(outcome, false);
  }

  private static Optional<RecordedOutcome> remembered(StateView view, RequestTag tag) {
    Optional<RecordedOutcome> own = view.outcome(tag.key());
    if (own.isPresent()) {
      return own;
    }
    for (IdempotencyKey earlier : tag.earlier()) {
      Optional<RecordedOutcome> found = view.outcome(earlier);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /// Remembers the outcome under the name of this attempt, and under those of the earlier ones that
  /// it names and that have come to nothing yet: one of them may still come, and must not take
  /// effect a second time.
  private static void remember(Deliberation deliberation, RequestTag tag, Outcome outcome) {
    StateView view = deliberation.view();
    Set<IdempotencyKey> names = new LinkedHashSet<>(tag.earlier());
    names.add(tag.key());
    names.removeIf(name -> view.outcome(name).isPresent());
    Instant horizon = deliberation.now().minus(Limits.OUTCOME_LIFETIME);
    int surplus = view.outcomeCount() + names.size() - Limits.OUTCOMES;
    for (OutcomeAge old : view.oldestOutcomes(FORGOTTEN_PER_DECISION + tag.earlier().size())) {
      boolean stale = old.recordedAt().isBefore(horizon) || surplus > 0;
      if (stale && !old.key().equals(tag.key())) {
        deliberation.add(new Event.OutcomeForgotten(old));
        surplus--;
      }
    }
    for (IdempotencyKey name : names) {
      deliberation.add(
          new Event.OutcomeRecorded(
              new RecordedOutcome(
                  name,
                  deliberation.proposal().id(),
                  tag.fingerprint(),
                  deliberation.now(),
                  outcome)));
    }
  }

  /// The outcome of a proposal without a tag that the log holds twice.
  private static Optional<Outcome> alreadyDone(Deliberation deliberation) {
    return Adoption.adoptedBefore(deliberation.view(), deliberation.proposal().command())
        ? Optional.of(new Outcome.Done())
        : Optional.empty();
  }

  private static Outcome dispatch(Deliberation deliberation) {
    Proposal proposal = deliberation.proposal();
    if (Adoption.tooLate(deliberation.view(), proposal)) {
      return refused(
          Rejection.Code.KEY_TOO_OLD,
          "the key was asked for in sweep "
              + proposal.keysFrom().value()
              + ", and now it is "
              + deliberation.view().sweepGeneration().value());
    }
    if (KekDecisions.isSealedInVain(deliberation.view(), proposal.command())) {
      return refused(
          Rejection.Code.KEK_RETIRED,
          "the key-encryption key that the value is sealed under was given up meanwhile");
    }
    Outcome outcome = carryOut(deliberation);
    return outcome instanceof Outcome.Refused
        ? outcome
        : LastAdmin.check(deliberation).orElse(outcome);
  }

  private static Outcome carryOut(Deliberation deliberation) {
    return switch (deliberation.proposal().command()) {
      case CreateItem create ->
          inFolder(
              deliberation,
              create.draft().folder(),
              () -> ItemDecisions.create(deliberation, create));
      case RotateItem rotate ->
          onItem(
              deliberation,
              rotate.id(),
              Permission.ROTATE,
              item -> VersionDecisions.rotate(deliberation, rotate, item));
      case RotateOnSchedule rotate ->
          onItem(
              deliberation,
              rotate.id(),
              Permission.ROTATE,
              item -> VersionDecisions.rotateOnSchedule(deliberation, rotate, item));
      case ReplanItems replan -> Planning.replan(deliberation, replan.ids());
      case UpdateItem update ->
          onItem(
              deliberation,
              update.id(),
              Permission.WRITE,
              item -> update(deliberation, update, item));
      case DeleteItem delete ->
          onItem(
              deliberation,
              delete.id(),
              Permission.DELETE,
              item -> FolderDecisions.delete(deliberation, delete, item));
      case ChangeState change ->
          onItem(
              deliberation,
              change.id(),
              Permission.STATE,
              item -> VersionDecisions.changeState(deliberation, change, item));
      case CreateFolder create ->
          inFolder(
              deliberation,
              FolderDecisions.placeOf(create.path()),
              () -> FolderDecisions.create(deliberation, create));
      case SetRotationDefaults set ->
          asAdmin(deliberation, () -> ClusterDecisions.setRotationDefaults(deliberation, set));
      case GrantToken grant ->
          asAdmin(deliberation, () -> TokenDecisions.grant(deliberation, grant));
      case RevokeToken revoke ->
          asAdmin(deliberation, () -> TokenDecisions.revoke(deliberation, revoke));
      case BootstrapRoot bootstrap -> ClusterDecisions.bootstrap(deliberation, bootstrap);
      case InstallKek install ->
          asAdmin(deliberation, () -> KekDecisions.install(deliberation, install));
      case ResealVersions reseal ->
          asAdmin(deliberation, () -> KekDecisions.reseal(deliberation, reseal));
      case RetireKek retire ->
          asAdmin(deliberation, () -> KekDecisions.retire(deliberation, retire));
      case FireTimers fire -> VersionDecisions.fireTimers(deliberation);
      case CompleteEffects complete -> ClusterDecisions.completeEffects(deliberation, complete);
      case BeginSweep begin -> ClusterDecisions.beginSweep(deliberation, begin);
      case AbandonKeys abandon -> ClusterDecisions.abandonKeys(deliberation, abandon);
      case RecordMembers record -> MemberDecisions.record(deliberation, record);
      case AdmitMember admit ->
          asAdmin(deliberation, () -> MemberDecisions.admit(deliberation, admit));
      case RemoveMember remove ->
          asAdmin(deliberation, () -> MemberDecisions.remove(deliberation, remove));
      case CompleteRemoval complete -> MemberDecisions.complete(deliberation, complete);
    };
  }

  private static Outcome update(Deliberation deliberation, UpdateItem command, Item item) {
    Optional<FolderPath> target = command.update().folder();
    return target.isEmpty()
        ? ItemDecisions.update(deliberation, command, item)
        : inFolder(
            deliberation, target.get(), () -> ItemDecisions.update(deliberation, command, item));
  }

  private static Outcome onItem(
      Deliberation deliberation,
      ItemId id,
      Permission permission,
      Function<Item, Outcome> decision) {
    if (id.equals(ItemId.ROOT)) {
      return refused(Rejection.Code.ROOT_IS_FIXED, "the root folder cannot be changed");
    }
    Optional<Item> item = deliberation.view().item(id);
    if (item.isEmpty()) {
      return new Outcome.Refused(Access.unknownItem(id.toString()));
    }
    return deliberation
        .grant()
        .flatMap(grant -> Access.check(deliberation.view(), grant, permission, item.get()))
        .<Outcome>map(Outcome.Refused::new)
        .orElseGet(() -> decision.apply(item.get()));
  }

  private static Outcome inFolder(
      Deliberation deliberation, FolderPath folder, Supplier<Outcome> decision) {
    return deliberation
        .grant()
        .flatMap(grant -> Access.check(grant, Permission.WRITE, folder))
        .<Outcome>map(Outcome.Refused::new)
        .orElseGet(decision);
  }

  private static Outcome asAdmin(Deliberation deliberation, Supplier<Outcome> decision) {
    return deliberation
        .grant()
        .flatMap(grant -> Access.check(grant, Permission.ADMIN, FolderPath.ROOT))
        .<Outcome>map(Outcome.Refused::new)
        .orElseGet(decision);
  }
}
