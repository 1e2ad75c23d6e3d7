package io.craton.vault.node.job;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.port.Sealer;
import io.craton.vault.core.port.StateReader;
import io.craton.vault.core.port.Unavailable;
import java.util.Optional;

/// Tells the cluster's token from another one under the same label.
final class ClusterToken {
  private final StateReader state;
  private final Sealer sealer;
  private final SystemProposer proposer;

  ClusterToken(StateReader state, Sealer sealer, SystemProposer proposer) {
    this.state = state;
    this.sealer = sealer;
    this.proposer = proposer;
  }

  /// Returns if the token holds the current key-encryption key, or the cluster has none yet: of
  /// another token it says nothing that it has none of the keys.
  void require() throws Unavailable {
    Optional<KeyRef> kek = state.read(view -> view.currentKek().flatMap(view::kek));
    if (kek.isPresent()) {
      try (SecretBytes probe = SecretBytes.takeOver(new byte[1])) {
        var _ = sealer.seal(kek.get(), probe, Bytes.empty(), proposer.deadline());
      }
    }
  }
}
