package io.craton.vault.core.command;

import io.craton.vault.core.Limits;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.id.IdempotencyKey;
import java.util.List;

/// How retries of one request are recognised.
///
/// @param key under which its outcome is remembered
/// @param earlier the keys of earlier attempts that the caller named
/// @param fingerprint HMAC-SHA-256, keyed with the token, of what was asked for; a request with the
///   same key and another fingerprint is rejected
public record RequestTag(IdempotencyKey key, List<IdempotencyKey> earlier, Bytes fingerprint) {
  /// @throws IllegalArgumentException when more than [Limits#RETRIED_REQUEST_IDS] are named
  public RequestTag {
    if (earlier.size() > Limits.RETRIED_REQUEST_IDS) {
      throw new IllegalArgumentException("too many earlier attempts: " + earlier.size());
    }
    earlier = List.copyOf(earlier);
  }
}
