package io.craton.vault.core.decision;

import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.state.StateView;
import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.Permission;
import io.craton.vault.core.token.TokenHash;
import java.time.Instant;
import java.util.Optional;

/// Who may do what where. The one place that says so: used before the log by the service and inside
/// it by decisions. Default deny.
public final class Access {
  private Access() {}

  /// The grant of a token that is accepted at `now`; empty for unknown, revoked and expired ones.
  public static Optional<Grant> grant(StateView view, TokenHash token, Instant now) {
    return view.grant(token).filter(grant -> grant.validAt(now));
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
