package io.craton.vault.consensus.rocks;

import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.item.Material;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Follows the writes of one entry of the log, to tell which versions are sealed under another
/// generation of the key-encryption key afterwards.
final class SealedVersions {
  private final Map<VersionId, Move> touched = new HashMap<>();

  /// A version and the generation that it is sealed under before and after; empty for none.
  record Move(VersionId id, Optional<KekVersion> from, Optional<KekVersion> to) {}

  /// Notes a write; the last one of a version counts.
  ///
  /// @param before what the database holds
  void note(VersionId id, Optional<Material> before, Optional<Material> after) {
    touched.put(id, new Move(id, kek(before), kek(after)));
  }

  private static Optional<KekVersion> kek(Optional<Material> material) {
    return material.flatMap(Material::sealedPart).map(Material.Sealed::kek);
  }

  /// Those that changed.
  List<Move> moves() {
    return touched.values().stream().filter(move -> !move.from.equals(move.to)).toList();
  }

  /// By how many versions each generation has more.
  Map<KekVersion, Long> gained() {
    Map<KekVersion, Long> gained = new TreeMap<>(Comparator.comparingInt(KekVersion::value));
    for (Move move : moves()) {
      move.from.ifPresent(kek -> gained.merge(kek, -1L, Long::sum));
      move.to.ifPresent(kek -> gained.merge(kek, 1L, Long::sum));
    }
    return gained;
  }
}
