package io.craton.vault.core.event;

import io.craton.vault.core.state.StateWriter;
import io.craton.vault.core.token.TokenHash;
import io.craton.vault.core.token.TokenRecord;
import java.util.LinkedHashSet;
import java.util.Set;

/// The writes of what happens to API tokens, with their indexes.
final class TokenWrites {
  private TokenWrites() {}

  static void grant(TokenRecord token, StateWriter writer) {
    writer.addToken(token);
    token.hashes().forEach(hash -> writer.putTokenValue(hash, token.id()));
    if (token.isLastingAdmin()) {
      writer.putLastingAdmin(token.id());
    }
    token.grant().expiresAt().ifPresent(at -> writer.putTokenExpiry(at, token.id()));
  }

  /// Only the values differ: a grant is for life.
  static void change(TokenRecord before, TokenRecord after, StateWriter writer) {
    Set<TokenHash> old = new LinkedHashSet<>(before.hashes());
    Set<TokenHash> now = new LinkedHashSet<>(after.hashes());
    writer.replaceToken(after);
    old.stream().filter(hash -> !now.contains(hash)).forEach(writer::deleteTokenValue);
    now.stream()
        .filter(hash -> !old.contains(hash))
        .forEach(hash -> writer.putTokenValue(hash, after.id()));
  }

  static void revoke(TokenRecord token, StateWriter writer) {
    writer.deleteToken(token.id());
    token.hashes().forEach(writer::deleteTokenValue);
    if (token.isLastingAdmin()) {
      writer.deleteLastingAdmin(token.id());
    }
    token.grant().expiresAt().ifPresent(at -> writer.deleteTokenExpiry(at, token.id()));
  }
}
