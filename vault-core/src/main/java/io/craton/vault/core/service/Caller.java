package io.craton.vault.core.service;

import io.craton.vault.core.id.TokenId;
import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.TokenHash;
import java.time.Instant;
import java.util.Optional;

/// On whose behalf something is done.
///
/// @param token of an authenticated caller, by the value that came; empty for the vault itself
/// @param id of that token, the same for all its values; empty for the vault itself
/// @param freshness of the state that he was authenticated by
public record Caller(
    Optional<TokenHash> token, Optional<TokenId> id, Grant grant, Freshness freshness) {
  /// The vault itself, which no token can speak for.
  static Caller theVault(Freshness freshness) {
    return new Caller(Optional.empty(), Optional.empty(), Grant.root(Instant.EPOCH), freshness);
  }
}
