package io.craton.vault.node.job;

import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.port.StateReader;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.state.OutboxRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/// Walks over every place of the state that names a key in the HSM, page by page, each page in a
/// view of its own: a walk can take minutes, and a snapshot that old would keep the store from
/// compacting.
///
/// Guaranteed: a place that named a key before the walk began and after it ended was visited. What
/// the state gains or loses in between may be visited or not. A place never moves: a version keeps
/// its key under its own number until it gives it up to the outbox.
final class StateKeys {
  /// Rows of one view, at about 5 µs each.
  private static final int PAGE = 256;

  private final StateReader state;
  private final LongSupplier nanoTime;
  private final LongConsumer parkNanos;

  StateKeys(StateReader state, SweepJob.Timing timing) {
    this.state = state;
    this.nanoTime = timing.nanoTime();
    this.parkNanos = timing.parkNanos();
  }

  /// Visits all keys that must be there, then all that are to be destroyed. Rests after each page
  /// for as long as the page took, so that it takes half a processor at most.
  ///
  /// @throws Unavailable when the leadership ended
  void walk(Leadership leadership, Consumer<KeyReference> needed, Consumer<KeyRef> doomed)
      throws Unavailable {
    keks().forEach(needed);
    walkVersions(leadership, needed);
    walkOutbox(leadership, doomed);
  }

  private List<KeyReference> keks() {
    return state.read(view -> {
      List<KeyReference> all = new ArrayList<>();
      for (KekVersion version : view.keks()) {
        view.kek(version).ifPresent(key -> all.add(new KeyReference.OfKek(version, key)));
      }
      return all;
    });
  }

  private void walkVersions(Leadership leadership, Consumer<KeyReference> needed)
      throws Unavailable {
    Optional<VersionId> after = Optional.empty();
    while (true) {
      leadership.require();
      Optional<VersionId> last = after;
      long begun = nanoTime.getAsLong();
      List<ItemVersion> page = state.read(view -> view.allVersions(last, PAGE));
      for (ItemVersion version : page) {
        KeyReference.of(version)
            .ifPresent(key -> needed.accept(new KeyReference.OfVersion(version.id(), key)));
      }
      if (page.size() < PAGE) {
        return;
      }
      after = Optional.of(page.getLast().id());
      parkNanos.accept(nanoTime.getAsLong() - begun);
    }
  }

  private void walkOutbox(Leadership leadership, Consumer<KeyRef> doomed) throws Unavailable {
    long after = 0;
    while (true) {
      leadership.require();
      long last = after;
      List<OutboxRow> page = state.read(view -> view.outbox(last, PAGE));
      page.forEach(row -> doomed.accept(row.destroy()));
      if (page.size() < PAGE) {
        return;
      }
      after = page.getLast().number();
    }
  }
}
