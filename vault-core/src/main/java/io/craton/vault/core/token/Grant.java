package io.craton.vault.core.token;

import io.craton.vault.core.item.FolderPath;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// What the holder of a token may do, where, and until when.
///
/// @param name a label for people; not unique
/// @param permissions what is allowed; everything else is denied
/// @param scope the folder at and below which it is allowed
/// @param createdAt when the token was minted, log time
/// @param expiresAt the first instant at which the token is refused; never when empty
public record Grant(
    String name,
    Set<Permission> permissions,
    FolderPath scope,
    Instant createdAt,
    Optional<Instant> expiresAt) {
  public Grant {
    permissions = Set.copyOf(permissions);
  }

  /// Every permission on every folder, for ever.
  public static Grant root(Instant createdAt) {
    return new Grant(
        "root", Set.of(Permission.values()), FolderPath.ROOT, createdAt, Optional.empty());
  }

  /// The same grant, given at that time.
  public Grant givenAt(Instant now) {
    return new Grant(name, permissions, scope, now, expiresAt);
  }

  /// True when everything that this allows is allowed by `other` too, and not for longer.
  public boolean isWithin(Grant other) {
    return other.permissions.containsAll(permissions)
        && scope.isAtOrBelow(other.scope)
        && (other.expiresAt.isEmpty()
            || expiresAt.filter(end -> !end.isAfter(other.expiresAt.get())).isPresent());
  }

  /// True while the token is accepted.
  public boolean validAt(Instant now) {
    return expiresAt.isEmpty() || now.isBefore(expiresAt.get());
  }

  /// True when this grant holds `permission` at an item whose parent folder is `folder`.
  public boolean allows(Permission permission, FolderPath folder) {
    return permissions.contains(permission) && folder.isAtOrBelow(scope);
  }
}
