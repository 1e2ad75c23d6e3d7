package io.craton.vault.core.decision;

import io.craton.vault.core.Limits;
import io.craton.vault.core.event.Event;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.rotation.EffectiveRotation;
import io.craton.vault.core.rotation.Schedule;
import io.craton.vault.core.state.ReplanRow;
import io.craton.vault.core.state.StateView;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// When items are to be rotated by their policy, and how the index of rotations follows a change.
///
/// An item's own row is written with the change that moves it. What folders and the service say
/// counts for any number of items, so that such a change only notes the folder ([ReplanRow]), and
/// the leader's next commands go through what is below it, a bounded number of items each. Nothing
/// but the moment of an automatic rotation depends on the rows: what callers are shown is found out
/// from the folders each time, and a rotation by policy is decided by that too.
final class Planning {
  private Planning() {}

  /// The schedule of an item from now on, given what counts for it.
  static Item planned(Item item, EffectiveRotation effective, Instant now) {
    return item.withSchedule(item.schedule().withDue(due(item, effective, now)));
  }

  /// When the policy rotates the item; a disabled one rests. Contract section 3.7.
  static Optional<Instant> due(Item item, EffectiveRotation effective, Instant now) {
    return item.availability().enabledAt(now) ? effective.nextRotation(item) : Optional.empty();
  }

  /// The schedule of an item that gets `material` at `anchor`. The next generation of a public key
  /// is made elsewhere, so that no policy can make it.
  static Schedule anchored(Item item, Material material, Instant anchor) {
    boolean automatic = item.kind().rotatesByPolicy() && !(material instanceof Material.PublicOnly);
    return automatic ? Schedule.from(anchor) : Schedule.NONE;
  }

  /// Notes that what is below `folder` is to be scheduled anew.
  static void replan(Deliberation deliberation, ItemId folder) {
    deliberation.add(new Event.ReplanQueued(folder));
  }

  /// Schedules the next items below the folders that were noted.
  static void advance(Deliberation deliberation) {
    Inheritance inheritance = new Inheritance(deliberation.view());
    Set<ItemId> begunAnew = new HashSet<>();
    int room = Limits.REPLANNED_PER_COMMAND;
    for (ReplanRow row : deliberation.view().replans(room)) {
      if (room <= 0) {
        return;
      }
      if (!begunAnew.contains(row.folder())) {
        room -= 1 + advance(deliberation, inheritance, row, room, begunAnew);
      }
    }
  }

  /// @return how many children it looked at
  private static int advance(
      Deliberation deliberation,
      Inheritance inheritance,
      ReplanRow row,
      int room,
      Set<ItemId> begunAnew) {
    StateView view = deliberation.view();
    List<ItemId> children = view.children(row.folder(), row.afterName(), room);
    String last = row.afterName();
    for (ItemId id : children) {
      Item child = stored(view, id);
      last = child.place().name();
      if (child.isFolder()) {
        if (child.rotation().frequency().isEmpty()) {
          replan(deliberation, id);
          begunAnew.add(id);
        }
      } else {
        replan(deliberation, inheritance, child);
      }
    }
    deliberation.add(
        children.size() < room
            ? new Event.ReplanFinished(row.folder())
            : new Event.ReplanAdvanced(new ReplanRow(row.folder(), last)));
    return children.size();
  }

  /// Schedules single items anew.
  static Outcome replan(Deliberation deliberation, List<ItemId> items) {
    Inheritance inheritance = new Inheritance(deliberation.view());
    for (ItemId id : new LinkedHashSet<>(items)) {
      deliberation
          .view()
          .item(id)
          .filter(item -> !item.isFolder())
          .ifPresent(item -> replan(deliberation, inheritance, item));
    }
    return new Outcome.Done();
  }

  private static void replan(Deliberation deliberation, Inheritance inheritance, Item item) {
    Item after = planned(item, inheritance.effective(item), deliberation.now());
    if (!after.equals(item)) {
      deliberation.add(new Event.ItemChanged(item, after));
    }
  }

  private static Item stored(StateView view, ItemId id) {
    return view.item(id).orElseThrow(() -> new IllegalStateException("no record of item " + id));
  }
}
