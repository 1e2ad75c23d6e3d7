package io.craton.vault.node.chaos.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Things of one sort: those that clients work on, and all there ever were. Thread-safe.
final class Pool<T extends Subject> {
  private final int size;
  private final List<T> live = new ArrayList<>();
  private final List<T> all = new ArrayList<>();
  private int coming;

  Pool(int size) {
    this.size = size;
  }

  /// Whether one more is wanted; whoever is told so has to [#add] one or to [#giveUp].
  synchronized boolean wantsOne() {
    if (live.size() + coming >= size) {
      return false;
    }
    coming++;
    return true;
  }

  synchronized void add(T thing) {
    coming--;
    live.add(thing);
    all.add(thing);
  }

  synchronized void giveUp() {
    coming--;
  }

  synchronized Optional<T> any(Random random) {
    return live.isEmpty() ? Optional.empty() : Optional.of(live.get(random.nextInt(live.size())));
  }

  /// Any that there ever was: the revoked and the deleted among them.
  synchronized Optional<T> recent(Random random) {
    int from = Math.max(0, all.size() - 2 * size);
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(all.get(from + random.nextInt(all.size() - from)));
  }

  /// Takes it out of those that are worked on; false when somebody else has done so.
  synchronized boolean retire(T thing) {
    return live.remove(thing);
  }

  synchronized List<T> all() {
    return List.copyOf(all);
  }
}
