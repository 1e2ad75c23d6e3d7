package io.craton.vault.core.testing;

import io.craton.vault.core.command.Command.GrantToken;
import io.craton.vault.core.id.TokenId;
import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.TokenHash;
import io.craton.vault.core.token.TokenRecord;
import java.util.Arrays;

/// Tokens of tests, whose ids are the first bytes of their hashes.
public final class TestTokens {
  private TestTokens() {}

  public static TokenId id(TokenHash hash) {
    return TokenId.of(Arrays.copyOf(hash.value().toArray(), TokenId.SIZE));
  }

  public static GrantToken granting(TokenHash hash, Grant grant) {
    return new GrantToken(id(hash), hash, grant);
  }

  public static TokenRecord record(TokenHash hash, Grant grant) {
    return TokenRecord.loose(id(hash), grant, hash);
  }
}
