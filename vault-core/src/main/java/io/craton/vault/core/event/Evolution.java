package io.craton.vault.core.event;

import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.VersionState.Destroyed;
import io.craton.vault.core.state.DueRow;
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
        writer.putItem(created.item());
        writer.putChild(created.item().place(), created.item().id());
        Item item = created.item();
        item.kind().encryptedUnder().ifPresent(key -> writer.putEncryptedUnder(key, item.id()));
      }
      case Event.ItemChanged changed -> changeItem(changed.before(), changed.after(), writer);
      case Event.ItemDeleted deleted -> {
        writer.deleteItem(deleted.item().id());
        writer.deleteChild(deleted.item().place());
        Item item = deleted.item();
        item.kind().encryptedUnder().ifPresent(key -> writer.deleteEncryptedUnder(key, item.id()));
      }
      case Event.VersionCreated created -> {
        writer.putVersion(created.version());
        dueRow(created.version()).ifPresent(writer::putDue);
      }
      case Event.VersionChanged changed -> {
        dueRow(changed.before()).ifPresent(writer::deleteDue);
        writer.putVersion(changed.after());
        dueRow(changed.after()).ifPresent(writer::putDue);
      }
      case Event.VersionDeleted deleted -> {
        deleted.due().map(at -> destruction(at, deleted.id())).ifPresent(writer::deleteDue);
        writer.deleteVersion(deleted.id());
      }
      case Event.RotationDefaultsSet set -> writer.putRotationDefaults(set.kind(), set.settings());
      case Event.TokenGranted granted -> writer.putGrant(granted.token(), granted.grant());
      case Event.TokenRevoked revoked -> writer.deleteGrant(revoked.token());
      case Event.Bootstrapped bootstrapped -> writer.putBootstrapped();
      case Event.KekInstalled installed -> writer.putKek(installed.version(), installed.ref());
      case Event.EffectQueued queued -> writer.putOutbox(queued.row());
      case Event.EffectCompleted completed -> writer.deleteOutbox(completed.number());
      case Event.OutcomeRecorded recorded -> writer.putOutcome(recorded.outcome());
      case Event.OutcomeForgotten forgotten -> writer.deleteOutcome(forgotten.outcome());
    }
  }

  private static void changeItem(Item before, Item after, StateWriter writer) {
    writer.putItem(after);
    if (before.place().equals(after.place())) {
      return;
    }
    writer.deleteChild(before.place());
    writer.putChild(after.place(), after.id());
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
