package io.craton.vault.core.decision;

import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.event.Event;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.state.StateView;
import java.util.List;
import java.util.Optional;

/// Whether the key that came with a command has its place in the state. One that has none is an
/// orphan in the HSM.
final class Adoption {
  private Adoption() {}

  /// The key in the HSM that a command brings along.
  static Optional<KeyRef> material(Command command) {
    return switch (command) {
      case Command.CreateItem create -> hsmKey(create.material());
      case Command.RotateItem rotate -> hsmKey(rotate.material());
      case Command.RotateOnSchedule rotate -> hsmKey(rotate.material());
      case Command.ReplanItems replan -> Optional.empty();
      case Command.InstallKek install -> Optional.of(install.ref());
      case Command.ResealVersions reseal -> Optional.empty();
      case Command.RetireKek retire -> Optional.empty();
      case Command.UpdateItem update -> Optional.empty();
      case Command.DeleteItem delete -> Optional.empty();
      case Command.ChangeState change -> Optional.empty();
      case Command.CreateFolder create -> Optional.empty();
      case Command.SetRotationDefaults set -> Optional.empty();
      case Command.BootstrapRoot bootstrap -> Optional.empty();
      case Command.GrantToken grant -> Optional.empty();
      case Command.RevokeToken revoke -> Optional.empty();
      case Command.FireTimers fire -> Optional.empty();
      case Command.CompleteEffects complete -> Optional.empty();
      case Command.BeginSweep begin -> Optional.empty();
      case Command.AbandonKeys abandon -> Optional.empty();
      case Command.RecordMembers record -> Optional.empty();
      case Command.AdmitMember admit -> Optional.empty();
      case Command.RemoveMember remove -> Optional.empty();
      case Command.CompleteRemoval complete -> Optional.empty();
    };
  }

  /// True when the proposal brings a key that the sweep may take for an orphan, or has.
  static boolean tooLate(StateView view, Proposal proposal) {
    return material(proposal.command()).isPresent()
        && proposal.keysFrom().over(view.sweepGeneration());
  }

  /// True when the state held the command's key before, or the events of this decision put it
  /// there.
  static boolean adopted(StateView view, Command command, List<Event> events) {
    return adoptedBefore(view, command)
        || events.stream()
            .anyMatch(event ->
                event instanceof Event.VersionCreated || event instanceof Event.KekInstalled);
  }

  /// True when the state holds just what the command would put there: the log holds the same
  /// proposal twice.
  static boolean adoptedBefore(StateView view, Command command) {
    return switch (command) {
      case Command.CreateItem create ->
          holds(view, new VersionId(create.id(), VersionNumber.FIRST), create.material());
      case Command.RotateItem rotate ->
          holds(
              view, new VersionId(rotate.id(), rotate.expectedCurrent().next()), rotate.material());
      case Command.RotateOnSchedule rotate ->
          holds(
              view, new VersionId(rotate.id(), rotate.expectedCurrent().next()), rotate.material());
      case Command.ReplanItems replan -> false;
      case Command.InstallKek install ->
          view.kek(install.version()).filter(install.ref()::equals).isPresent();
      case Command.ResealVersions reseal -> false;
      case Command.RetireKek retire -> false;
      case Command.UpdateItem update -> false;
      case Command.DeleteItem delete -> false;
      case Command.ChangeState change -> false;
      case Command.CreateFolder create -> false;
      case Command.SetRotationDefaults set -> false;
      case Command.BootstrapRoot bootstrap -> false;
      case Command.GrantToken grant -> false;
      case Command.RevokeToken revoke -> false;
      case Command.FireTimers fire -> false;
      case Command.CompleteEffects complete -> false;
      case Command.BeginSweep begin -> false;
      case Command.AbandonKeys abandon -> false;
      case Command.RecordMembers record -> false;
      case Command.AdmitMember admit -> false;
      case Command.RemoveMember remove -> false;
      case Command.CompleteRemoval complete -> false;
    };
  }

  private static boolean holds(StateView view, VersionId id, Material material) {
    return view.version(id)
        .map(ItemVersion::state)
        .flatMap(state -> state.heldMaterial())
        .filter(material::equals)
        .isPresent();
  }

  private static Optional<KeyRef> hsmKey(Material material) {
    return switch (material) {
      case Material.HsmKey key -> Optional.of(key.ref());
      case Material.PublicOnly half -> Optional.empty();
      case Material.SoftwareKey key -> Optional.empty();
      case Material.Sealed sealed -> Optional.empty();
      case Material.ApiToken token -> Optional.empty();
      case Material.Credential credential -> Optional.empty();
    };
  }
}
