package io.craton.vault.core.service;

import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.TokenHash;
import java.time.Instant;
import java.util.Optional;

/// On whose behalf something is done.
///
/// @param token of an authenticated caller; empty for the vault itself
/// @param freshness of the state that he was authenticated by
public record Caller(Optional<TokenHash> token, Grant grant, Freshness freshness) {
  /// The vault itself, which no token can speak for.
  static Caller theVault(Freshness freshness) {
    return new Caller(Optional.empty(), Grant.root(Instant.EPOCH), freshness);
  }
}
