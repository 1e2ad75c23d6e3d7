package io.craton.vault.core.port;

/// A source of random bytes fit for cryptography. Thread-safe.
public interface Entropy {
  /// `count` fresh random bytes.
  byte[] bytes(int count);
}
