package io.craton.vault.core.service;

import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.port.AlgorithmUnsupported;
import io.craton.vault.core.port.KeySearch;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Unavailable.Reason;
import java.util.Optional;
import java.util.Set;

/// Uses a key, and once more if the HSM did not find it though the state holds it. When the key was
/// revoked meanwhile, that is the answer, whatever became of the operation.
final class SecondLook {
  /// What a key yields that is destroyed under an operation.
  private static final Set<Reason> BY_LOSS = Set.of(Reason.HSM_KEY_MISSING, Reason.HSM_FAILED);

  private SecondLook() {}

  /// Something done with a key in the HSM.
  interface Use<T> {
    T run() throws RequestRefused, Unavailable, AlgorithmUnsupported;
  }

  /// Throws when the state does not hold the key any more, or does not permit this use of it.
  interface Check {
    void run() throws RequestRefused, Unavailable;
  }

  /// @param key empty when the HSM holds none for this
  static <T> T at(Optional<KeyRef> key, Use<T> use, Check stillHeld, KeySearch search)
      throws RequestRefused, Unavailable, AlgorithmUnsupported {
    try {
      return use.run();
    } catch (Unavailable e) {
      if (!BY_LOSS.contains(e.reason())) {
        throw e;
      }
      stillHeld.run();
      if (e.reason() == Reason.HSM_FAILED) {
        throw e;
      }
      key.ifPresent(search::expect);
      return use.run();
    }
  }
}
