package io.craton.vault.core.token;

import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.TokenId;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An API token of this vault: one grant, and the hashes of the values that stand for it.
///
/// A rotation replaces the value and leaves the rest: that is how it keeps the permissions, and why
/// revoking the token reaches every value it was ever rotated to.
public record TokenRecord(TokenId id, Grant grant, Values values) {
  /// The values that stand for a token.
  public sealed interface Values {}

  /// One value, which the vault does not keep.
  public record Loose(TokenHash hash) implements Values {}

  /// The versions of an item, those that may still be in use: the current one, and superseded ones
  /// in their grace period. Ascending, never empty.
  public record Stored(ItemId item, List<StoredValue> versions) implements Values {
    /// @throws IllegalArgumentException when there is no value
    public Stored {
      if (versions.isEmpty()) {
        throw new IllegalArgumentException("a token without a value");
      }
      versions = List.copyOf(versions);
    }

    /// The version with that value; empty when it is none of these.
    public Optional<VersionId> versionOf(TokenHash hash) {
      return versions.stream()
          .filter(value -> value.hash().equals(hash))
          .map(value -> new VersionId(item, value.version()))
          .findFirst();
    }

    /// The version that came last.
    public VersionId newest() {
      return new VersionId(item, versions.getLast().version());
    }
  }

  /// The value of one version.
  public record StoredValue(VersionNumber version, TokenHash hash) {}

  /// A token whose value only its holder has.
  public static TokenRecord loose(TokenId id, Grant grant, TokenHash hash) {
    return new TokenRecord(id, grant, new Loose(hash));
  }

  /// The hashes of all its values.
  public List<TokenHash> hashes() {
    return switch (values) {
      case Loose loose -> List.of(loose.hash());
      case Stored stored -> stored.versions().stream().map(StoredValue::hash).toList();
    };
  }

  /// The same token, whose value is now that version of an item.
  public TokenRecord storedAs(VersionId version, TokenHash hash) {
    return new TokenRecord(
        id, grant, new Stored(version.item(), List.of(new StoredValue(version.number(), hash))));
  }

  /// The same token with one value more.
  ///
  /// @throws IllegalArgumentException when the token is not stored as an item
  public TokenRecord with(VersionNumber version, TokenHash hash) {
    List<StoredValue> more = new ArrayList<>(stored().versions());
    more.add(new StoredValue(version, hash));
    return new TokenRecord(id, grant, new Stored(stored().item(), more));
  }

  /// The same token without a value; empty when none is left.
  ///
  /// @throws IllegalArgumentException when the token is not stored as an item
  public Optional<TokenRecord> without(TokenHash hash) {
    List<StoredValue> rest =
        stored().versions().stream().filter(value -> !value.hash().equals(hash)).toList();
    return rest.isEmpty()
        ? Optional.empty()
        : Optional.of(new TokenRecord(id, grant, new Stored(stored().item(), rest)));
  }

  private Stored stored() {
    if (values instanceof Stored stored) {
      return stored;
    }
    throw new IllegalArgumentException("token " + id + " is not stored as an item");
  }

  /// True when it holds `admin` on everything and never expires: what a vault must not run out of.
  public boolean isLastingAdmin() {
    return grant.allows(Permission.ADMIN, FolderPath.ROOT) && grant.expiresAt().isEmpty();
  }
}
