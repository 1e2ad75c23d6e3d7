package io.craton.vault.consensus.peer;

import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.membership.Fingerprint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The hashes by which frames name founders, of all nodes that this one knows. Made once for a set
/// of members: each question of the read barrier is answered with the founders. Immutable.
final class FounderHashes {
  private final Map<NodeName, Long> hashes = new HashMap<>();
  private final Map<Long, NodeName> names = new HashMap<>();

  private FounderHashes() {}

  static FounderHashes of(List<NodeName> known) {
    FounderHashes founders = new FounderHashes();
    for (NodeName name : known) {
      long hash = hash(name);
      founders.hashes.put(name, hash);
      founders.names.put(hash, name);
    }
    return founders;
  }

  /// Of a name, also one that is not known here.
  long of(NodeName name) {
    Long hash = hashes.get(name);
    return hash == null ? hash(name) : hash;
  }

  /// Whose hash that is; empty when of none that is known here.
  Optional<NodeName> name(long hash) {
    return Optional.ofNullable(names.get(hash));
  }

  private static long hash(NodeName name) {
    return Fingerprint.of(List.of(name.value()), List.of());
  }
}
