package io.craton.vault.core.decision;

import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.VersionState;
import io.craton.vault.core.state.StateView;
import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.Permission;
import io.craton.vault.core.token.TokenHash;
import io.craton.vault.core.token.TokenRecord;
import java.time.Instant;
import java.util.Optional;

/// Who may do what where. The one place that says so: used before the log by the service and inside
/// it by decisions. Default deny.
public final class Access {
  private Access() {}

  /// The token that is accepted at `now` for a value; empty for unknown, revoked and expired ones,
  /// and for values of items that are not usable. That is judged from the item and the version
  /// themselves, so that whatever makes them unusable refuses the token with the same log entry,
  /// and a timer that is late changes nothing.
  public static Optional<TokenRecord> accepted(StateView view, TokenHash value, Instant now) {
    return view.token(value).filter(token -> accepts(view, token, value, now));
  }

  /// The grant of the token that is [#accepted].
  public static Optional<Grant> grant(StateView view, TokenHash value, Instant now) {
    return accepted(view, value, now).map(TokenRecord::grant);
  }

  /// True when `value` is accepted for `token` at `now`.
  public static boolean accepts(StateView view, TokenRecord token, TokenHash value, Instant now) {
    return token.grant().validAt(now)
        && switch (token.values()) {
          case TokenRecord.Loose loose -> loose.hash().equals(value);
          case TokenRecord.Stored stored ->
              isEnabled(view, stored, now)
                  && stored
                      .versionOf(value)
                      .flatMap(view::version)
                      .filter(version -> letsIn(version.asOf(now)))
                      .isPresent();
        };
  }

  private static boolean isEnabled(StateView view, TokenRecord.Stored stored, Instant now) {
    return view.item(stored.item()).filter(item -> item.availability().enabledAt(now)).isPresent();
  }

  /// Whether the value of a version lets its holder in. The current one does while it is active; a
  /// superseded one does in its grace period, and never again: not even when its state is changed
  /// back.
  static boolean letsIn(ItemVersion version) {
    return switch (version.state()) {
      case VersionState.Active active -> version.rotatedAt().isEmpty();
      case VersionState.Deactivated deactivated ->
          version.rotatedAt().isPresent() && deactivated.destroyAt().isPresent();
      case VersionState.Suspended suspended -> false;
      case VersionState.Compromised compromised -> false;
      case VersionState.Destroyed destroyed -> false;
    };
  }

  /// Why an item may not be used; empty when it may. An item outside the token's scope answers as
  /// if it did not exist.
  public static Optional<Rejection> check(
      StateView view, Grant grant, Permission permission, Item item) {
    FolderPath folder = Folders.pathOf(view, item.place().parent());
    if (!folder.isAtOrBelow(grant.scope())) {
      return Optional.of(unknownItem(item.id().toString()));
    }
    return checkPermission(grant, permission);
  }

  /// Why nothing may be put into a folder; empty when it may.
  public static Optional<Rejection> check(Grant grant, Permission permission, FolderPath folder) {
    if (!folder.isAtOrBelow(grant.scope())) {
      return Optional.of(
          new Rejection(Rejection.Code.PERMISSION_DENIED, "the token does not reach " + folder));
    }
    return checkPermission(grant, permission);
  }

  private static Optional<Rejection> checkPermission(Grant grant, Permission permission) {
    return grant.permissions().contains(permission)
        ? Optional.empty()
        : Optional.of(
            new Rejection(
                Rejection.Code.PERMISSION_DENIED, "the token lacks " + permission.wireName()));
  }

  /// The answer for an item that does not exist or may not be seen.
  public static Rejection unknownItem(String id) {
    return new Rejection(Rejection.Code.ITEM_NOT_FOUND, "no item " + id);
  }

  /// The answer for a token that is unknown, revoked or expired.
  public static Rejection refusedToken() {
    return new Rejection(Rejection.Code.TOKEN_REFUSED, "the token is not accepted");
  }
}
