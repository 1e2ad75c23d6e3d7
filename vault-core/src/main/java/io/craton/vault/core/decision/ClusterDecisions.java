package io.craton.vault.core.decision;

import static io.craton.vault.core.decision.Deliberation.refused;

import io.craton.vault.core.command.Command.BootstrapRoot;
import io.craton.vault.core.command.Command.CompleteEffects;
import io.craton.vault.core.command.Command.GrantToken;
import io.craton.vault.core.command.Command.InstallKek;
import io.craton.vault.core.command.Command.RevokeToken;
import io.craton.vault.core.command.Command.SetRotationDefaults;
import io.craton.vault.core.event.Event;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.token.Grant;

/// Decisions on what belongs to the cluster as a whole: tokens, the key-encryption key, the outbox.
final class ClusterDecisions {
  private static final KekVersion FIRST_KEK = new KekVersion(1);

  private ClusterDecisions() {}

  static Outcome bootstrap(Deliberation deliberation, BootstrapRoot command) {
    if (deliberation.view().bootstrapped()) {
      return refused(
          Rejection.Code.ALREADY_BOOTSTRAPPED, "this cluster has had its first token already");
    }
    deliberation.add(new Event.TokenGranted(command.token(), Grant.root(deliberation.now())));
    deliberation.add(new Event.Bootstrapped());
    FolderDecisions.addBuiltIn(deliberation);
    return new Outcome.Done();
  }

  static Outcome grant(Deliberation deliberation, GrantToken command) {
    deliberation.add(new Event.TokenGranted(command.token(), command.grant()));
    return new Outcome.Done();
  }

  static Outcome revoke(Deliberation deliberation, RevokeToken command) {
    deliberation.add(new Event.TokenRevoked(command.token()));
    return new Outcome.Done();
  }

  static Outcome setRotationDefaults(Deliberation deliberation, SetRotationDefaults command) {
    RotationSettings before = deliberation.view().rotationDefaults(command.kind());
    deliberation.add(new Event.RotationDefaultsSet(command.kind(), command.settings()));
    if (!before.frequency().equals(command.settings().frequency())) {
      Planning.replan(deliberation, ItemId.ROOT);
    }
    return new Outcome.Done();
  }

  static Outcome installKek(Deliberation deliberation, InstallKek command) {
    KekVersion expected = deliberation.view().currentKek().map(KekVersion::next).orElse(FIRST_KEK);
    if (!command.version().equals(expected)) {
      return refused(
          Rejection.Code.KEK_CONFLICT,
          "the next key-encryption key is "
              + expected.value()
              + ", not "
              + command.version().value());
    }
    deliberation.add(new Event.KekInstalled(command.version(), command.ref()));
    return new Outcome.Done();
  }

  static Outcome completeEffects(Deliberation deliberation, CompleteEffects command) {
    for (long number : command.numbers()) {
      deliberation.add(new Event.EffectCompleted(number));
    }
    return new Outcome.Done();
  }
}
