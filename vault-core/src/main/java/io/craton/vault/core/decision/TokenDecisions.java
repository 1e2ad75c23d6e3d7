package io.craton.vault.core.decision;

import static io.craton.vault.core.decision.Deliberation.refused;

import io.craton.vault.core.Limits;
import io.craton.vault.core.command.Command.GrantToken;
import io.craton.vault.core.command.Command.RevokeToken;
import io.craton.vault.core.event.Event;
import io.craton.vault.core.id.TokenId;
import io.craton.vault.core.state.StateView;
import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.TokenRecord;
import java.time.Instant;
import java.util.Optional;

/// Decisions on API tokens: minting and revoking.
final class TokenDecisions {
  private TokenDecisions() {}

  /// Nobody gives what he does not have: not more, not elsewhere, not for longer. What the cluster
  /// does by itself (recovery) is not bound by that, nor by the number of tokens.
  static Outcome grant(Deliberation deliberation, GrantToken command) {
    StateView view = deliberation.view();
    TokenRecord token =
        TokenRecord.loose(
            command.id(), command.grant().givenAt(deliberation.now()), command.token());
    Optional<TokenRecord> known = view.token(command.token()).or(() -> view.token(command.id()));
    if (known.isPresent()) {
      return sameToken(known.get(), command)
          ? new Outcome.Done()
          : refused(Rejection.Code.TOKEN_CONFLICT, "this token or its id is there already");
    }
    Optional<Grant> own = deliberation.grant();
    if (own.isPresent() && !token.grant().isWithin(own.get())) {
      return refused(
          Rejection.Code.GRANT_EXCEEDS_OWN,
          "a token can be given only what the one that mints it has: its permissions, in its"
              + " folder, until it expires");
    }
    int removed = removeExpired(deliberation);
    if (own.isPresent() && view.tokenCount() - removed >= Limits.TOKENS) {
      return refused(
          Rejection.Code.TOO_MANY_TOKENS,
          "there are " + view.tokenCount() + " tokens, the most there can be; revoke some");
    }
    deliberation.add(new Event.TokenGranted(token));
    return new Outcome.Done();
  }

  private static boolean sameToken(TokenRecord known, GrantToken command) {
    return known.id().equals(command.id()) && known.hashes().contains(command.token());
  }

  /// Removes tokens that expired long ago; any that expired, when there is no room.
  private static int removeExpired(Deliberation deliberation) {
    StateView view = deliberation.view();
    Instant now = deliberation.now();
    boolean full = view.tokenCount() >= Limits.TOKENS;
    Instant until = full ? now : now.minus(Limits.EXPIRED_TOKEN_KEPT);
    int removed = 0;
    for (TokenId id : view.expired(until, Limits.EXPIRED_TOKENS_PER_MINTING)) {
      view.token(id).ifPresent(deliberation::revokeToken);
      removed++;
    }
    return removed;
  }

  static Outcome revoke(Deliberation deliberation, RevokeToken command) {
    Optional<TokenRecord> token = deliberation.view().token(command.id());
    if (token.isEmpty()) {
      return refused(Rejection.Code.TOKEN_NOT_FOUND, "no token " + command.id());
    }
    deliberation.revokeToken(token.get());
    return new Outcome.Done();
  }
}
