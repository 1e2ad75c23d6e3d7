package io.craton.vault.core.decision;

import static io.craton.vault.core.decision.Deliberation.refused;

import io.craton.vault.core.command.Command.AbandonKeys;
import io.craton.vault.core.command.Command.BeginSweep;
import io.craton.vault.core.command.Command.BootstrapRoot;
import io.craton.vault.core.command.Command.CompleteEffects;
import io.craton.vault.core.command.Command.SetRotationDefaults;
import io.craton.vault.core.event.Event;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.ProposalId;
import io.craton.vault.core.id.SweepGeneration;
import io.craton.vault.core.id.TokenId;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.TokenRecord;

/// Decisions on what belongs to the cluster as a whole: the first token, the outbox, the sweep.
/// Those on the key-encryption key are [KekDecisions].
final class ClusterDecisions {
  /// A depth that no folder has.
  private static final int FIRST_TOKEN = -1;

  private ClusterDecisions() {}

  static Outcome bootstrap(Deliberation deliberation, BootstrapRoot command) {
    if (deliberation.view().bootstrapped()) {
      return refused(
          Rejection.Code.ALREADY_BOOTSTRAPPED, "this cluster has had its first token already");
    }
    deliberation.add(
        new Event.TokenGranted(
            TokenRecord.loose(
                firstId(deliberation.proposal().id()),
                Grant.root(deliberation.now()),
                command.token())));
    deliberation.add(new Event.Bootstrapped());
    FolderDecisions.addBuiltIn(deliberation);
    return new Outcome.Done();
  }

  /// Random as the proposal's id is, and the same on every node.
  private static TokenId firstId(ProposalId proposal) {
    return new TokenId(Folders.derivedId(proposal, FIRST_TOKEN).value());
  }

  static Outcome setRotationDefaults(Deliberation deliberation, SetRotationDefaults command) {
    RotationSettings before = deliberation.view().rotationDefaults(command.kind());
    deliberation.add(new Event.RotationDefaultsSet(command.kind(), command.settings()));
    if (!before.frequency().equals(command.settings().frequency())) {
      Planning.replan(deliberation, ItemId.ROOT);
    }
    return new Outcome.Done();
  }

  static Outcome completeEffects(Deliberation deliberation, CompleteEffects command) {
    for (long number : command.numbers()) {
      deliberation.add(new Event.EffectCompleted(number));
    }
    return new Outcome.Done();
  }

  static Outcome beginSweep(Deliberation deliberation, BeginSweep command) {
    SweepGeneration newest = deliberation.view().sweepGeneration();
    if (!command.current().equals(newest)) {
      return refused(
          Rejection.Code.SWEEP_CONFLICT,
          "the newest sweep is " + newest.value() + ", not " + command.current().value());
    }
    deliberation.add(new Event.SweepBegun(newest.next()));
    return new Outcome.Done();
  }

  /// What a key is referred to by is not looked up here: the leader has read all of the state since
  /// the last sweep began, and since then no proposal can have brought the key in.
  static Outcome abandonKeys(Deliberation deliberation, AbandonKeys command) {
    SweepGeneration newest = deliberation.view().sweepGeneration();
    if (newest.value() <= command.listedBefore().value()) {
      return refused(
          Rejection.Code.SWEEP_CONFLICT,
          "keys that were listed before sweep "
              + command.listedBefore().value()
              + " may still be on their way while the newest is "
              + newest.value());
    }
    command.keys().forEach(deliberation::destroyLater);
    return new Outcome.Done();
  }
}
