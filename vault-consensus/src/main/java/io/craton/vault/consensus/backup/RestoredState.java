package io.craton.vault.consensus.backup;

import io.craton.vault.consensus.rocks.RocksStore;
import io.craton.vault.core.state.StateView;
import java.time.Instant;
import java.util.Optional;

/// What whoever restored a state has to look at before anybody uses it.
///
/// @param logTime the state's clock: what was to happen until then has happened
/// @param pendingDestructions keys that the HSM is to destroy as soon as the cluster runs, at most
///   [#MOST]
/// @param nextDestruction when the next version is to be destroyed
/// @param nextRotation when the next item is rotated by its policy
/// @param tokens that the state knows, expired ones too
public record RestoredState(
    Instant logTime,
    int pendingDestructions,
    Optional<Instant> nextDestruction,
    Optional<Instant> nextRotation,
    int tokens) {
  /// As many pending destructions are counted.
  public static final int MOST = 1_000;

  static RestoredState of(RocksStore store) {
    return store.read(RestoredState::of);
  }

  private static RestoredState of(StateView view) {
    return new RestoredState(
        view.clock(),
        view.outbox(0, MOST).size(),
        view.nextDue().map(due -> due.at()),
        view.nextRotation().map(rotation -> rotation.at()),
        view.tokenCount());
  }
}
