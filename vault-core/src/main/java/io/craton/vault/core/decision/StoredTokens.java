package io.craton.vault.core.decision;

import static io.craton.vault.core.decision.Deliberation.refused;

import io.craton.vault.core.Limits;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.VersionState;
import io.craton.vault.core.state.StateView;
import io.craton.vault.core.token.TokenHash;
import io.craton.vault.core.token.TokenRecord;
import java.time.Instant;
import java.util.Optional;

/// What becomes of API tokens of this vault whose values are versions of items.
///
/// Whoever stores a token knows its value, and so could do all that it allows. From then on those
/// who may rotate, disable or delete the item may do so to the token; none of them gains a
/// permission, because a rotation changes the value only, and revoking the token reaches the new
/// value as well. Those who may read the item learn a value that the one who stored it could have
/// told them.
public final class StoredTokens {
  private StoredTokens() {}

  /// Makes `version` the place of the token that its material is. Returns why not.
  static Optional<Outcome> store(Deliberation deliberation, VersionId version, Material material) {
    if (!(material instanceof Material.ApiToken value)) {
      return Optional.empty();
    }
    Optional<TokenRecord> token = deliberation.token(value.token());
    if (token.isEmpty()) {
      return conflict("the token was revoked meanwhile");
    }
    if (token.get().values() instanceof TokenRecord.Stored) {
      return Optional.of(
          refused(
              Rejection.Code.TOKEN_STORED_ALREADY,
              "this token is stored as an item already; it can be stored once"));
    }
    deliberation.changeToken(token.get(), token.get().storedAs(version, value.token()));
    return Optional.empty();
  }

  /// Makes the version after `current` the next value of its token, if it is one. Returns why not:
  /// a token of this vault goes on as one, or ends by being revoked, and nothing else becomes one.
  static Optional<Outcome> succeed(
      Deliberation deliberation, VersionId current, Material material) {
    Optional<TokenRecord> token = of(deliberation.view(), current, deliberation.now());
    if (!(material instanceof Material.ApiToken value)) {
      return token.isEmpty()
          ? Optional.empty()
          : conflict("the token of this vault rotates to a new value of its own only");
    }
    if (token.isEmpty() || deliberation.view().tokenOf(value.token()).isPresent()) {
      return conflict("the item holds no token that this value could follow");
    }
    if (token.get().hashes().size() >= Limits.VALUES_PER_TOKEN) {
      return Optional.of(
          refused(
              Rejection.Code.TOO_MANY_VERSIONS,
              "the token has "
                  + Limits.VALUES_PER_TOKEN
                  + " values in their grace period, the most it can have"));
    }
    deliberation.changeToken(token.get(), token.get().with(current.number().next(), value.token()));
    return Optional.empty();
  }

  /// The token whose value that version is at `now`; empty when it is none, or one that is revoked,
  /// or when the time of its destruction has come.
  public static Optional<TokenRecord> of(StateView view, VersionId version, Instant now) {
    return view.version(version)
        .map(found -> found.asOf(now))
        .flatMap(StoredTokens::hash)
        .flatMap(view::token)
        .filter(token ->
            token.values() instanceof TokenRecord.Stored stored
                && stored.item().equals(version.item()));
  }

  /// A value that can never let anybody in again is forgotten with the change that makes it so.
  static void changed(Deliberation deliberation, ItemVersion before, ItemVersion after) {
    boolean spent =
        after.state() instanceof VersionState.Destroyed
            || (after.rotatedAt().isPresent() && !Access.letsIn(after));
    if (spent) {
      forget(deliberation, before);
    }
  }

  /// With its item a token goes at once, not value by value: it may have a thousand.
  static void itemDeleted(Deliberation deliberation, ItemVersion version) {
    storedWith(deliberation, version).ifPresent(deliberation::revokeToken);
  }

  private static void forget(Deliberation deliberation, ItemVersion version) {
    Optional<TokenRecord> token = storedWith(deliberation, version);
    Optional<TokenHash> hash = hash(version);
    if (token.isEmpty() || hash.isEmpty()) {
      return;
    }
    token
        .get()
        .without(hash.get())
        .ifPresentOrElse(
            rest -> deliberation.changeToken(token.get(), rest),
            () -> deliberation.revokeToken(token.get()));
  }

  /// The token that has that version's value, as this decision has left it so far.
  private static Optional<TokenRecord> storedWith(Deliberation deliberation, ItemVersion version) {
    return hash(version)
        .flatMap(hash ->
            deliberation
                .token(hash)
                .filter(token ->
                    token.values() instanceof TokenRecord.Stored stored
                        && stored.versionOf(hash).equals(Optional.of(version.id()))));
  }

  static boolean holdsOne(ItemVersion version) {
    return hash(version).isPresent();
  }

  private static Optional<TokenHash> hash(ItemVersion version) {
    return version.state().heldMaterial().orElse(null) instanceof Material.ApiToken value
        ? Optional.of(value.token())
        : Optional.empty();
  }

  private static Optional<Outcome> conflict(String detail) {
    return Optional.of(refused(Rejection.Code.TOKEN_CONFLICT, detail));
  }
}
