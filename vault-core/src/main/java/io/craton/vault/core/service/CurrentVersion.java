package io.craton.vault.core.service;

import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.CryptoService.KeyChoice;
import io.craton.vault.core.service.CryptoService.KeyUsed;
import java.util.Optional;
import java.util.function.Function;

/// Who names no version means the current one: when that is rotated out under an operation, the
/// operation is done again with the one that is current then, not refused.
final class CurrentVersion {
  /// Under one operation; more than a policy can make in the time of a request.
  private static final int MOST_ROTATIONS = 8;

  private CurrentVersion() {}

  /// Finds a key that may be used; refuses when it may not.
  interface Search<K> {
    K find(KeyChoice choice) throws RequestRefused, Unavailable;
  }

  /// Uses a key that was found; refuses when it may not be used any more.
  interface Use<K, T> {
    /// Does it.
    ///
    /// @param same names the version that was found
    T run(K key, KeyChoice same) throws RequestRefused, Unavailable;
  }

  static <K, T> T of(KeyChoice choice, Search<K> search, Function<K, KeyUsed> name, Use<K, T> use)
      throws RequestRefused, Unavailable {
    K key = search.find(choice);
    for (int rotations = 0; ; rotations++) {
      KeyUsed used = name.apply(key);
      try {
        return use.run(key, new KeyChoice(used.id(), Optional.of(used.version())));
      } catch (RequestRefused e) {
        if (choice.version().isPresent() || rotations == MOST_ROTATIONS) {
          throw e;
        }
        key = search.find(choice);
        if (name.apply(key).equals(used)) {
          throw e;
        }
      }
    }
  }
}
