package io.craton.vault.core.service;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.decision.Access;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.decision.StoredTokens;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.state.StateView;
import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.Permission;
import io.craton.vault.core.token.TokenHash;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// One look at one consistent view, on behalf of one caller, at one time: the later of the node's
/// clock and log time. Checks that the token is still accepted. Lives as long as its view.
final class Reading {
  private static final Duration KEK_RETRY = Duration.ofSeconds(1);

  /// The hash of no token that anybody knows.
  private static final TokenHash NO_TOKEN = new TokenHash(Bytes.copyOf(new byte[TokenHash.SIZE]));

  private final StateView view;
  private final Grant grant;
  private final Instant now;

  private Reading(StateView view, Grant grant, Instant now) {
    this.view = view;
    this.grant = grant;
    this.now = now;
  }

  static Reading of(StateView view, Caller caller, Instant clock) throws RequestRefused {
    Instant now = clock.isAfter(view.clock()) ? clock : view.clock();
    Optional<Grant> grant =
        caller.token().isEmpty()
            ? Optional.of(caller.grant())
            : Access.grant(view, caller.token().get(), now);
    if (grant.isEmpty()) {
      throw new RequestRefused(Access.refusedToken());
    }
    return new Reading(view, grant.get(), now);
  }

  StateView view() {
    return view;
  }

  Grant grant() {
    return grant;
  }

  Instant now() {
    return now;
  }

  /// The item, if the caller may do that with it.
  Item item(ItemId id, Permission permission) throws RequestRefused {
    Optional<Item> item = view.item(id);
    if (item.isEmpty()) {
      throw new RequestRefused(Access.unknownItem(id.toString()));
    }
    Optional<Rejection> rejection = Access.check(view, grant, permission, item.get());
    if (rejection.isPresent()) {
      throw new RequestRefused(rejection.get());
    }
    return item.get();
  }

  /// The item, if it has versions and the caller may do that with it.
  Item versioned(ItemId id, Permission permission) throws RequestRefused {
    Item item = item(id, permission);
    if (item.isFolder()) {
      throw new RequestRefused(Rejection.Code.WRONG_TYPE, "item " + id + " is a folder");
    }
    return item;
  }

  /// The version as it counts now.
  ItemVersion version(ItemId id, VersionNumber number) throws RequestRefused {
    return view.version(new VersionId(id, number))
        .map(version -> version.asOf(now))
        .orElseThrow(() ->
            new RequestRefused(
                Rejection.Code.VERSION_NOT_FOUND, "item " + id + " has no version " + number));
  }

  /// A key, if it is one.
  ItemKind.Key key(Item item) throws RequestRefused {
    if (item.kind() instanceof ItemKind.Key key) {
      return key;
    }
    throw new RequestRefused(
        Rejection.Code.WRONG_TYPE,
        "item " + item.id() + " is of type " + item.type().wireName() + ", not a key");
  }

  void requireEnabled(Item item) throws RequestRefused {
    if (!item.availability().enabledAt(now)) {
      throw new RequestRefused(Rejection.Code.ITEM_DISABLED, "item " + item.id() + " is disabled");
    }
  }

  void requireState(ItemVersion version, Set<StateName> permitted) throws RequestRefused {
    StateName state = version.state().name();
    if (!permitted.contains(state)) {
      throw new RequestRefused(
          Rejection.Code.VERSION_NOT_USABLE,
          "version "
              + version.number()
              + " of item "
              + version.id().item()
              + " is "
              + state.wireName());
    }
  }

  /// The key-encryption key for new values.
  Kek currentKek() throws Unavailable {
    Optional<KekVersion> current = view.currentKek();
    if (current.isEmpty()) {
      throw new Unavailable(
          Unavailable.Reason.NOT_READY, "the cluster has no key-encryption key yet", KEK_RETRY);
    }
    return kek(current.get());
  }

  /// The key-encryption key of that version.
  ///
  /// @throws IllegalStateException when the state does not know it: corrupt, a fault
  Kek kek(KekVersion version) {
    KeyRef ref =
        view.kek(version)
            .orElseThrow(() ->
                new IllegalStateException("no record of key-encryption key " + version.value()));
    return new Kek(version, ref);
  }

  /// As [#kek], for material that was found in an earlier view.
  ///
  /// @throws Unavailable when all was sealed anew and the version given up since then
  Kek kekOfEarlier(KekVersion version) throws Unavailable {
    if (view.kek(version).isEmpty()
        && view.currentKek().filter(current -> version.value() < current.value()).isPresent()) {
      throw new Unavailable(
          Unavailable.Reason.NOT_READY,
          "key-encryption key " + version.value() + " was given up meanwhile",
          KEK_RETRY);
    }
    return kek(version);
  }

  /// The keys for a new value of an item of that kind.
  Values.Keys sealingKeys(ItemKind kind) throws RequestRefused, Unavailable {
    Optional<ItemId> encrypting = kind.encryptedUnder();
    if (encrypting.isEmpty()) {
      return new Values.Keys(currentKek(), Optional.empty());
    }
    Item item = view.item(encrypting.get()).orElseThrow(() -> unusable(encrypting.get()));
    ItemVersion current = version(item.id(), item.history().current());
    if (!item.availability().enabledAt(now) || current.state().name() != StateName.ACTIVE) {
      throw unusable(item.id());
    }
    return new Values.Keys(currentKek(), Optional.of(encryptingKey(current.id())));
  }

  /// The keys that a stored value was sealed with.
  ///
  /// @throws RequestRefused when the vault key it was encrypted under cannot decrypt any more
  Values.Keys openingKeys(Material.Sealed sealed) throws RequestRefused {
    return sealed.under().isEmpty()
        ? new Values.Keys(kek(sealed.kek()), Optional.empty())
        : new Values.Keys(kek(sealed.kek()), Optional.of(encryptingKey(sealed.under().get())));
  }

  /// The value of an item's current version; empty when it is gone, or the vault key that it was
  /// encrypted under is.
  Optional<Values.Stored> currentValue(Item item) throws RequestRefused {
    ItemVersion current = version(item.id(), item.history().current());
    Optional<Material.Sealed> sealed = current.state().heldMaterial().flatMap(Reading::sealedToken);
    if (sealed.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Values.Stored(openingKeys(sealed.get()), current.id(), sealed.get()));
    } catch (RequestRefused e) {
      return Optional.empty();
    }
  }

  private static Optional<Material.Sealed> sealedToken(Material material) {
    return switch (material) {
      case Material.Sealed sealed -> Optional.of(sealed);
      case Material.ApiToken token -> Optional.of(token.secret());
      case Material.HsmKey key -> Optional.empty();
      case Material.PublicOnly half -> Optional.empty();
      case Material.SoftwareKey key -> Optional.empty();
      case Material.Credential credential -> Optional.empty();
    };
  }

  /// What a value is stored as, if it is a token of this vault that is not refused for its age.
  Optional<TokenHash> apiToken(SecretBytes value) {
    TokenHash hash = TokenHash.ofToken(value);
    return view.token(hash).filter(token -> token.grant().validAt(now)).map(token -> hash);
  }

  /// True when the current version of an item is the value of a token of this vault.
  boolean isApiToken(Item item) {
    return StoredTokens.of(view, new VersionId(item.id(), item.history().current()), now)
        .isPresent();
  }

  /// What stands in a rehearsal for the material of the version after an item's current one.
  Material successorNotMadeYet(Item item) {
    return isApiToken(item) ? Proposals.notSealedYet(NO_TOKEN) : Proposals.NOT_MADE_YET;
  }

  private Values.EncryptingKey encryptingKey(VersionId id) throws RequestRefused {
    Item item = view.item(id.item()).orElseThrow(() -> unusable(id.item()));
    ItemVersion version = version(id.item(), id.number());
    if (version.state().heldMaterial().orElse(null) instanceof Material.HsmKey hsmKey) {
      return new Values.EncryptingKey(id, hsmKey.ref(), key(item).algorithm());
    }
    throw unusable(id.item());
  }

  private static RequestRefused unusable(ItemId key) {
    return new RequestRefused(
        Rejection.Code.ENCRYPTING_ITEM_UNUSABLE,
        "the key " + key + " that the value is encrypted under is not usable");
  }

  /// A generation of the key-encryption key.
  record Kek(KekVersion version, KeyRef ref) {}
}
