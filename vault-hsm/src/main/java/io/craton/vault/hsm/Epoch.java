package io.craton.vault.hsm;

import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.PublicKey;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The time between two initialisations or logins. Object handles mean something only inside one
/// epoch: after an initialisation the numbers start again and may name *another key*. So the
/// handles live here, and a new epoch starts with none. Thread-safe.
final class Epoch {
  private final int number;
  private final int initialisation;
  private final long slot;
  private final Map<KeyRef, KnownKey> keys = new ConcurrentHashMap<>();
  private final Map<PublicKey, KnownKey> publicKeys = new ConcurrentHashMap<>();

  /// @param number unique in the process
  /// @param initialisation which `C_Initialize` it belongs to; a session may be closed by its
  ///   holder only while that one lasts
  Epoch(int number, int initialisation, long slot) {
    this.number = number;
    this.initialisation = initialisation;
    this.slot = slot;
  }

  /// A handle whose object was seen to have the right class, type and `CKA_ID`.
  record KnownKey(KeyForm form, long handle) {
    /// The handle for an algorithm whose keys have that form.
    ///
    /// @throws IllegalArgumentException when the key is of another form
    long handleAs(KeyForm expected) {
      if (form != expected) {
        throw new IllegalArgumentException(
            "expected a key of form " + expected + ", found " + form);
      }
      return handle;
    }
  }

  int number() {
    return number;
  }

  int initialisation() {
    return initialisation;
  }

  long slot() {
    return slot;
  }

  Map<KeyRef, KnownKey> keys() {
    return keys;
  }

  /// Session objects of the anchor.
  Map<PublicKey, KnownKey> publicKeys() {
    return publicKeys;
  }

  /// Remembers a key; an arbitrary other one is forgotten when there are too many.
  void remember(KeyRef ref, KnownKey key) {
    if (keys.size() >= HsmLimits.CACHED_KEYS) {
      Iterator<KeyRef> oldest = keys.keySet().iterator();
      if (oldest.hasNext()) {
        oldest.next();
        oldest.remove();
      }
    }
    keys.put(ref, key);
  }

  /// True when a public key has to go before another comes.
  boolean publicKeysFull() {
    return publicKeys.size() >= HsmLimits.CACHED_PUBLIC_KEYS;
  }

  /// Takes an arbitrary public key out when there are too many; the caller destroys its object.
  Optional<KnownKey> evictPublicKey() {
    if (!publicKeysFull()) {
      return Optional.empty();
    }
    for (PublicKey key : publicKeys.keySet()) {
      return Optional.ofNullable(publicKeys.remove(key));
    }
    return Optional.empty();
  }
}
