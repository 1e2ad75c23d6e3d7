package io.craton.vault.core.decision;

import static io.craton.vault.core.decision.Deliberation.refused;

import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Command.InstallKek;
import io.craton.vault.core.command.Command.ResealVersions;
import io.craton.vault.core.command.Command.Resealed;
import io.craton.vault.core.command.Command.RetireKek;
import io.craton.vault.core.event.Event;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.state.StateView;
import java.util.Optional;

/// Decisions on the generations of the key-encryption key, and on what is sealed under them.
///
/// The generation that a version is sealed under only ever grows, and each generation seals it once
/// at most: version and generation together name one ciphertext.
final class KekDecisions {
  private static final KekVersion FIRST = new KekVersion(1);

  private KekDecisions() {}

  static Outcome install(Deliberation deliberation, InstallKek command) {
    KekVersion expected = deliberation.view().currentKek().map(KekVersion::next).orElse(FIRST);
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

  static Outcome reseal(Deliberation deliberation, ResealVersions command) {
    Optional<KekVersion> current = deliberation.view().currentKek();
    if (!current.equals(Optional.of(command.to()))) {
      return refused(
          Rejection.Code.KEK_CONFLICT,
          "the current key-encryption key is "
              + current.map(KekVersion::value).orElse(0)
              + ", not "
              + command.to().value());
    }
    for (Resealed resealed : command.versions()) {
      deliberation
          .view()
          .version(resealed.id())
          .flatMap(before -> resealed(before, resealed, command.to()))
          .ifPresent(after -> deliberation.add(new Event.VersionResealed(after)));
    }
    return new Outcome.Done();
  }

  private static Optional<ItemVersion> resealed(
      ItemVersion before, Resealed resealed, KekVersion to) {
    if (resealed.from().value() >= to.value()) {
      return Optional.empty();
    }
    return before
        .state()
        .heldMaterial()
        .flatMap(material ->
            material
                .sealedPart()
                .filter(part -> part.kek().equals(resealed.from()))
                .map(part -> new Material.Sealed(to, resealed.ciphertext(), part.under()))
                .map(material::resealed))
        .map(material -> before.withState(before.state().withMaterial(material)));
  }

  /// Giving up what was given up before is as good as once.
  static Outcome retire(Deliberation deliberation, RetireKek command) {
    KekVersion version = command.version();
    Optional<KekVersion> current = deliberation.view().currentKek();
    if (current.isEmpty() || version.value() > current.get().value()) {
      return refused(
          Rejection.Code.KEK_NOT_FOUND, "there was no key-encryption key " + version.value());
    }
    if (version.equals(current.get())) {
      return refused(
          Rejection.Code.KEK_IN_USE,
          "key-encryption key " + version.value() + " is the current one; rotate it first");
    }
    long left = deliberation.view().sealedCount(version);
    if (left > 0) {
      return refused(
          Rejection.Code.KEK_IN_USE,
          left + " values are still sealed under key-encryption key " + version.value());
    }
    Optional<KeyRef> key = deliberation.view().kek(version);
    if (key.isPresent()) {
      deliberation.add(new Event.KekRetired(version));
      deliberation.destroyLater(key.get());
    }
    return new Outcome.Done();
  }

  /// True when the command brings a value that is sealed under a key which the state has given up.
  static boolean isSealedInVain(StateView view, Command command) {
    return material(command)
        .flatMap(Material::sealedPart)
        .map(Material.Sealed::kek)
        .filter(kek -> isGivenUp(view, kek))
        .isPresent();
  }

  private static boolean isGivenUp(StateView view, KekVersion kek) {
    return view.currentKek().filter(current -> kek.value() <= current.value()).isPresent()
        && view.kek(kek).isEmpty();
  }

  private static Optional<Material> material(Command command) {
    return switch (command) {
      case Command.CreateItem create -> Optional.of(create.material());
      case Command.RotateItem rotate -> Optional.of(rotate.material());
      case Command.RotateOnSchedule rotate -> Optional.of(rotate.material());
      case Command.ReplanItems _,
          Command.UpdateItem _,
          Command.DeleteItem _,
          Command.CreateFolder _,
          Command.SetRotationDefaults _,
          Command.ChangeState _,
          Command.BootstrapRoot _,
          Command.GrantToken _,
          Command.RevokeToken _,
          Command.InstallKek _,
          Command.ResealVersions _,
          Command.RetireKek _,
          Command.FireTimers _,
          Command.CompleteEffects _,
          Command.BeginSweep _,
          Command.AbandonKeys _,
          Command.RecordMembers _,
          Command.AdmitMember _,
          Command.RemoveMember _,
          Command.CompleteRemoval _ ->
          Optional.empty();
    };
  }
}
