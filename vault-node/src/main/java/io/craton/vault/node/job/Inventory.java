package io.craton.vault.node.job;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.port.KeyInventory;
import io.craton.vault.core.port.KeyInventory.HeldKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/// What the HSM showed, and what of it the state has laid claim to so far. Takes some 300 bytes for
/// each object in the HSM.
final class Inventory {
  private final KeyInventory ids;
  private final Set<Bytes> elsewhere;
  private final Map<Bytes, Objects> objects = new HashMap<>();
  private final List<KeyReference> lacking = new ArrayList<>();
  private int claimed;
  private int lackingMore;

  /// @param elsewhere ids of keys that are there under the names of other clusters
  Inventory(KeyInventory ids, List<HeldKey> listed, Set<Bytes> elsewhere) {
    this.ids = ids;
    this.elsewhere = elsewhere;
    listed.forEach(held -> objects.computeIfAbsent(held.id(), id -> new Objects()).held.add(held));
  }

  /// All objects with one id.
  private static final class Objects {
    private final List<HeldKey> held = new ArrayList<>(1);
    private boolean claimed;
  }

  /// The state needs that key.
  void needed(KeyReference reference) {
    if (claim(reference.key()) || elsewhere.contains(ids.idOf(reference.key()))) {
      return;
    }
    if (lacking.size() < MissingKeyCheck.LOOKED_UP) {
      lacking.add(reference);
    } else {
      lackingMore++;
    }
  }

  /// The state has that key destroyed already.
  void doomed(KeyRef key) {
    var _ = claim(key);
  }

  private boolean claim(KeyRef key) {
    Objects found = objects.get(ids.idOf(key));
    if (found == null) {
      return false;
    }
    if (!found.claimed) {
      found.claimed = true;
      claimed++;
    }
    return true;
  }

  /// When that key was made, as its objects say; empty when it was not listed.
  OptionalLong madeAtSecond(KeyRef key) {
    Objects found = objects.get(ids.idOf(key));
    return found == null
        ? OptionalLong.empty()
        : found.held.stream().mapToLong(HeldKey::madeAtSecond).min();
  }

  /// How many keys the state laid claim to.
  int claimed() {
    return claimed;
  }

  /// The objects that it did not.
  List<HeldKey> unclaimed() {
    return objects.values().stream()
        .filter(each -> !each.claimed)
        .flatMap(each -> each.held.stream())
        .toList();
  }

  /// Needed keys that were not shown, the first [MissingKeyCheck#LOOKED_UP].
  List<KeyReference> lacking() {
    return List.copyOf(lacking);
  }

  /// How many more there are.
  int lackingMore() {
    return lackingMore;
  }
}
