package io.craton.vault.core.service;

import io.craton.vault.core.Limits;
import io.craton.vault.core.decision.Access;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.token.TokenHash;
import io.craton.vault.core.token.TokenRecord;
import java.time.Instant;
import java.util.Optional;

/// Turns a token into a caller. Passes the read barrier, so that a token revoked anywhere is
/// refused here from the moment the revocation was acknowledged, and one just minted is known.
/// Thread-safe.
public final class Authentication {
  private final Replica replica;
  private final Sources sources;

  public Authentication(Replica replica, Sources sources) {
    this.replica = replica;
    this.sources = sources;
  }

  /// The caller who holds `token`, a string as it came with the request.
  ///
  /// @throws RequestRefused with `TOKEN_REFUSED` for unknown, revoked and expired tokens alike
  public Caller authenticate(String token, Deadline deadline) throws RequestRefused, Unavailable {
    Freshness freshness = Freshness.from(deadline);
    replica.barrier().await(deadline.atMost(Limits.QUORUM_WAIT));
    TokenHash hash = TokenHash.ofToken(token);
    Optional<TokenRecord> accepted =
        replica
            .state()
            .read(view -> {
              Instant own = sources.now();
              Instant now = own.isAfter(view.clock()) ? own : view.clock();
              return Access.accepted(view, hash, now);
            });
    TokenRecord known = accepted.orElseThrow(() -> new RequestRefused(Access.refusedToken()));
    return new Caller(Optional.of(hash), Optional.of(known.id()), known.grant(), freshness);
  }
}
