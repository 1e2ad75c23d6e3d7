package io.craton.vault.core.decision;

import io.craton.vault.core.Limits;
import io.craton.vault.core.command.Command.GrantToken;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.TokenId;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.Permission;
import io.craton.vault.core.token.TokenHash;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The part of the naive model that knows tokens: who is let in is worked out anew each time, from
/// the nodes as they are.
final class NaiveTokens {
  final TreeMap<TokenId, Token> tokens = new TreeMap<>();

  /// A token and the values it ever had; the number is that of the version, 0 for one that is not
  /// stored.
  static final class Token {
    final Grant grant;
    Optional<ItemId> item = Optional.empty();
    final Map<TokenHash, Integer> values = new HashMap<>();

    Token(Grant grant) {
      this.grant = grant;
    }

    int number(TokenHash hash) {
      return Optional.ofNullable(values.get(hash)).orElseThrow();
    }

    Token copy() {
      Token copy = new Token(grant);
      copy.item = item;
      copy.values.putAll(values);
      return copy;
    }

    boolean lastingAdmin() {
      return grant.permissions().contains(Permission.ADMIN)
          && grant.scope().equals(FolderPath.ROOT)
          && grant.expiresAt().isEmpty();
    }
  }

  NaiveTokens copy() {
    NaiveTokens copy = new NaiveTokens();
    tokens.forEach((id, token) -> copy.tokens.put(id, token.copy()));
    return copy;
  }

  Optional<Rejection.Code> grant(GrantToken command, Instant now) {
    List<TokenId> old =
        tokens.entrySet().stream()
            .filter(entry -> entry.getValue().grant.expiresAt().isPresent())
            .filter(entry ->
                !entry
                    .getValue()
                    .grant
                    .expiresAt()
                    .get()
                    .isAfter(now.minus(Limits.EXPIRED_TOKEN_KEPT)))
            .sorted(
                Comparator.comparing((Map.Entry<TokenId, Token> entry) ->
                        entry.getValue().grant.expiresAt().orElseThrow())
                    .thenComparing(Map.Entry::getKey))
            .limit(Limits.EXPIRED_TOKENS_PER_MINTING)
            .map(Map.Entry::getKey)
            .toList();
    old.forEach(tokens::remove);
    Token token = new Token(command.grant());
    token.values.put(command.token(), 0);
    tokens.put(command.id(), token);
    return Optional.empty();
  }

  Optional<Rejection.Code> revoke(TokenId id) {
    return tokens.remove(id) == null
        ? Optional.of(Rejection.Code.TOKEN_NOT_FOUND)
        : Optional.empty();
  }

  private Optional<Token> byHash(TokenHash hash) {
    return tokens.values().stream().filter(token -> token.values.containsKey(hash)).findFirst();
  }

  private Optional<Token> byVersion(Optional<ItemId> item, int version) {
    return tokens.values().stream()
        .filter(token -> token.item.isPresent() && token.item.equals(item))
        .filter(token -> token.values.containsValue(version))
        .findFirst();
  }

  Optional<Rejection.Code> storable(Material material) {
    if (!(material instanceof Material.ApiToken value)) {
      return Optional.empty();
    }
    Optional<Token> token = byHash(value.token());
    if (token.isEmpty()) {
      return Optional.of(Rejection.Code.TOKEN_CONFLICT);
    }
    return token.get().item.isPresent()
        ? Optional.of(Rejection.Code.TOKEN_STORED_ALREADY)
        : Optional.empty();
  }

  void store(Material material, ItemId item) {
    if (material instanceof Material.ApiToken value) {
      Token token = byHash(value.token()).orElseThrow();
      token.item = Optional.of(item);
      token.values.put(value.token(), 1);
    }
  }

  Optional<Rejection.Code> rotatable(NaiveVault.Node node, Material material) {
    boolean stored = byVersion(node.id, node.versions.lastKey()).isPresent();
    return stored == material instanceof Material.ApiToken
        ? Optional.empty()
        : Optional.of(Rejection.Code.TOKEN_CONFLICT);
  }

  void rotate(NaiveVault.Node node, Material material) {
    if (material instanceof Material.ApiToken value) {
      Token token = byVersion(node.id, node.versions.lastKey()).orElseThrow();
      token.values.put(value.token(), node.versions.lastKey() + 1);
    }
  }

  /// Forgets the values that nobody can ever be let in by.
  void prune(NaiveVault vault) {
    for (Token token : tokens.values()) {
      token.item.ifPresent(
          item -> token.values.values().removeIf(version -> !alive(vault.find(item), version)));
    }
    tokens.values().removeIf(token -> token.values.isEmpty());
  }

  private static boolean alive(Optional<NaiveVault.Node> node, int number) {
    if (node.isEmpty()) {
      return false;
    }
    NaiveVault.Version version = node.get().version(number);
    return number == node.get().versions.lastKey()
        ? version.state != StateName.DESTROYED
        : inGrace(version);
  }

  private static boolean inGrace(NaiveVault.Version version) {
    return version.state == StateName.DEACTIVATED && version.destroyAt.isPresent();
  }

  boolean accepts(NaiveVault vault, TokenHash hash, Instant now) {
    Optional<Token> token = byHash(hash).filter(found -> found.grant.validAt(now));
    return token.isPresent() && lets(vault, token.get(), token.get().number(hash));
  }

  private static boolean lets(NaiveVault vault, Token token, int number) {
    if (token.item.isEmpty()) {
      return true;
    }
    Optional<NaiveVault.Node> node = vault.find(token.item.get()).filter(vault::usable);
    if (node.isEmpty()) {
      return false;
    }
    NaiveVault.Version version = node.get().version(number);
    return number == node.get().versions.lastKey()
        ? version.state == StateName.ACTIVE
        : inGrace(version);
  }

  long admins(NaiveVault vault) {
    return tokens.values().stream()
        .filter(Token::lastingAdmin)
        .filter(token -> lasts(vault, token))
        .count();
  }

  private static boolean lasts(NaiveVault vault, Token token) {
    if (token.item.isEmpty()) {
      return true;
    }
    Optional<NaiveVault.Node> node = vault.find(token.item.get());
    return node.isPresent()
        && node.get().enabled
        && node.get().disabledAt.isEmpty()
        && token.values.containsValue(node.get().versions.lastKey())
        && node.get().versions.lastEntry().getValue().state == StateName.ACTIVE;
  }
}
