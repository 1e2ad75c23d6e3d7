package io.craton.vault.core.id;

import io.craton.vault.core.bytes.Bytes;

/// Under which name the outcome of a request is remembered: a SHA-256 over the caller's token hash
/// and the request id or `Idempotency-Key` header, so that no caller can ask for another's outcome.
public record IdempotencyKey(Bytes value) {
  /// Length in bytes.
  public static final int SIZE = 32;

  /// @throws IllegalArgumentException unless `value` has 32 bytes
  public IdempotencyKey {
    if (value.size() != SIZE) {
      throw new IllegalArgumentException("expected 32 bytes, found " + value.size());
    }
  }
}
