package io.craton.vault.consensus.rocks;

import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.state.StateView;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What identifies a state, and the keys of the HSM without which none of its values can be read.
///
/// @param digest of all of it
/// @param currentKek the generation of the key-encryption key that new values are sealed under
/// @param keks all generations that the state names, by their numbers
public record StateContent(
    StateDigest digest, Optional<KekVersion> currentKek, SortedMap<Integer, KeyRef> keks) {
  /// Reads everything, as [RocksStore#digest()] does. The store must not be written to meanwhile.
  public static StateContent of(RocksStore store) {
    return new StateContent(
        store.digest(), store.read(view -> view.currentKek()), store.read(StateContent::keksOf));
  }

  private static SortedMap<Integer, KeyRef> keksOf(StateView view) {
    SortedMap<Integer, KeyRef> keks = new TreeMap<>();
    int newest = view.currentKek().map(KekVersion::value).orElse(0);
    for (int number = 1; number <= newest; number++) {
      Optional<KeyRef> kek = view.kek(new KekVersion(number));
      if (kek.isPresent()) {
        keks.put(number, kek.get());
      }
    }
    return keks;
  }
}
