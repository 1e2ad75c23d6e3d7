package io.craton.vault.core.event;

import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.item.VersionState.Destroyed;
import io.craton.vault.core.state.DueRow;
import io.craton.vault.core.state.ReplanRow;
import io.craton.vault.core.state.RotationRow;
import io.craton.vault.core.state.StateWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Turns events into writes. Stateless; decides nothing.
public final class Evolution {
  private Evolution() {}

  /// Writes all events in their order.
  public static void evolve(List<Event> events, StateWriter writer) {
    for (Event event : events) {
      evolve(event, writer);
    }
  }

  private static void evolve(Event event, StateWriter writer) {
    switch (event) {
      case Event.ClockAdvanced advanced -> writer.putClock(advanced.now());
      case Event.ItemCreated created -> {
        Item item = created.item();
        writer.putItem(item);
        putPlace(item, writer);
        rotation(item).ifPresent(writer::putRotation);
        item.kind().encryptedUnder().ifPresent(key -> writer.putEncryptedUnder(key, item.id()));
      }
      case Event.ItemChanged changed -> changeItem(changed.before(), changed.after(), writer);
      case Event.ItemDeleted deleted -> {
        Item item = deleted.item();
        writer.deleteItem(item.id());
        deletePlace(item, writer);
        rotation(item).ifPresent(writer::deleteRotation);
        if (item.isFolder()) {
          writer.deleteReplan(item.id());
        }
        item.kind().encryptedUnder().ifPresent(key -> writer.deleteEncryptedUnder(key, item.id()));
      }
      case Event.VersionCreated created -> {
        writer.putVersion(created.version());
        dueRow(created.version()).ifPresent(writer::putDue);
      }
      case Event.VersionChanged changed -> {
        dueRow(changed.before()).ifPresent(writer::deleteDue);
        writer.putVersion(changed.after());
        if (isCompromised(changed.after())) {
          writer.putCompromised(changed.after().id());
        } else if (isCompromised(changed.before())) {
          writer.deleteCompromised(changed.before().id());
        }
        dueRow(changed.after()).ifPresent(writer::putDue);
      }
      case Event.VersionResealed resealed -> writer.putVersion(resealed.after());
      case Event.VersionDeleted deleted -> {
        if (deleted.due().isPresent()) {
          // Whatever is compromised has a time of destruction.
          writer.deleteDue(destruction(deleted.due().get(), deleted.id()));
          writer.deleteCompromised(deleted.id());
        }
        writer.deleteVersion(deleted.id());
      }
      case Event.RotationDefaultsSet set -> writer.putRotationDefaults(set.kind(), set.settings());
      case Event.ReplanQueued queued -> writer.putReplan(new ReplanRow(queued.folder(), ""));
      case Event.ReplanAdvanced advanced -> writer.putReplan(advanced.row());
      case Event.ReplanFinished finished -> writer.deleteReplan(finished.folder());
      case Event.TokenGranted granted -> TokenWrites.grant(granted.token(), writer);
      case Event.TokenChanged changed ->
          TokenWrites.change(changed.before(), changed.after(), writer);
      case Event.TokenRevoked revoked -> TokenWrites.revoke(revoked.token(), writer);
      case Event.Bootstrapped bootstrapped -> writer.putBootstrapped();
      case Event.KekInstalled installed -> writer.putKek(installed.version(), installed.ref());
      case Event.KekRetired retired -> writer.deleteKek(retired.version());
      case Event.SweepBegun begun -> writer.putSweepGeneration(begun.generation());
      case Event.MembersChanged changed -> writer.putMembers(changed.members());
      case Event.EffectQueued queued -> writer.putOutbox(queued.row());
      case Event.EffectCompleted completed -> writer.deleteOutbox(completed.number());
      case Event.OutcomeRecorded recorded -> writer.putOutcome(recorded.outcome());
      case Event.OutcomeForgotten forgotten -> writer.deleteOutcome(forgotten.outcome());
    }
  }

  private static void changeItem(Item before, Item after, StateWriter writer) {
    writer.putItem(after);
    if (!before.schedule().due().equals(after.schedule().due())) {
      rotation(before).ifPresent(writer::deleteRotation);
      rotation(after).ifPresent(writer::putRotation);
    }
    if (before.place().equals(after.place())) {
      return;
    }
    deletePlace(before, writer);
    putPlace(after, writer);
  }

  private static void putPlace(Item item, StateWriter writer) {
    writer.putChild(item.place(), item.id());
    if (item.isFolder()) {
      writer.putSubfolder(item.place(), item.id());
    }
  }

  private static void deletePlace(Item item, StateWriter writer) {
    writer.deleteChild(item.place());
    if (item.isFolder()) {
      writer.deleteSubfolder(item.place());
    }
  }

  private static boolean isCompromised(ItemVersion version) {
    return version.state().name() == StateName.COMPROMISED;
  }

  /// The row of the index of rotations that belongs to an item.
  private static Optional<RotationRow> rotation(Item item) {
    return item.schedule().due().map(at -> new RotationRow(at, item.id()));
  }

  /// The row of the due-time index that belongs to a version, if time will change it.
  private static Optional<DueRow> dueRow(ItemVersion version) {
    return due(version).map(at -> destruction(at, version.id()));
  }

  /// When time will change a version.
  public static Optional<Instant> due(ItemVersion version) {
    return version.state() instanceof Destroyed ? Optional.empty() : version.state().destruction();
  }

  private static DueRow destruction(Instant at, VersionId version) {
    return new DueRow(at, DueRow.Kind.DESTROY_VERSION, version);
  }
}
