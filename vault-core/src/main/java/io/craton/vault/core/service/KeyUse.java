package io.craton.vault.core.service;

import io.craton.vault.core.algorithm.Purpose;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.port.AlgorithmUnsupported;
import io.craton.vault.core.port.KeySearch;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.CryptoService.KeyChoice;
import io.craton.vault.core.service.CryptoService.KeyUsed;
import io.craton.vault.core.token.Permission;
import java.util.Optional;
import java.util.Set;

/// Whether and how a key may be used, checked before the HSM is asked and again before its answer
/// is given. Thread-safe.
final class KeyUse {
  static final Set<StateName> PRODUCING = Set.of(StateName.ACTIVE);
  static final Set<StateName> CONSUMING =
      Set.of(StateName.ACTIVE, StateName.DEACTIVATED, StateName.SUSPENDED, StateName.COMPROMISED);

  private final Views views;
  private final KeySearch search;

  KeyUse(Views views, KeySearch search) {
    this.views = views;
    this.search = search;
  }

  /// Asks the HSM with a key.
  interface Operation<T> {
    T run(UsableKey key) throws RequestRefused, Unavailable, AlgorithmUnsupported;
  }

  /// Wipes a result that is not given out after all.
  interface Discard<T> {
    void discard(T result);
  }

  /// What `operation` gives for a key that may be used so, before and after it.
  <T> T with(
      Call call, KeyChoice choice, Purpose purpose, Set<StateName> states, Operation<T> operation)
      throws RequestRefused, Unavailable {
    return with(call, choice, purpose, states, operation, result -> {});
  }

  /// The same for results with secrets in them.
  <T> T with(
      Call call,
      KeyChoice choice,
      Purpose purpose,
      Set<StateName> states,
      Operation<T> operation,
      Discard<T> discard)
      throws RequestRefused, Unavailable {
    return CurrentVersion.of(
        choice,
        chosen -> find(call, chosen, purpose, states),
        UsableKey::used,
        (key, same) -> once(key, () -> find(call, same, purpose, states), operation, discard));
  }

  private <T> T once(
      UsableKey key, SecondLook.Check stillUsable, Operation<T> operation, Discard<T> discard)
      throws RequestRefused, Unavailable {
    T result;
    try {
      result = SecondLook.at(key.inHsm(), () -> operation.run(key), stillUsable, search);
    } catch (AlgorithmUnsupported e) {
      throw Refusals.unsupported(e);
    }
    try {
      stillUsable.run();
      return result;
    } catch (RequestRefused | Unavailable e) {
      discard.discard(result);
      throw e;
    }
  }

  private UsableKey find(Call call, KeyChoice choice, Purpose purpose, Set<StateName> states)
      throws RequestRefused, Unavailable {
    return views.read(call.caller(), reading -> find(reading, choice, purpose, states));
  }

  /// The key, if it may be used for that: type, purpose, version, availability, state, in this
  /// order.
  static UsableKey find(Reading reading, KeyChoice choice, Purpose purpose, Set<StateName> states)
      throws RequestRefused {
    Item item = reading.item(choice.id(), Permission.CRYPTO);
    ItemKind.Key kind = reading.key(item);
    if (kind.algorithm().purpose() != purpose) {
      throw new RequestRefused(
          Rejection.Code.WRONG_PURPOSE,
          "key "
              + item.id()
              + " is for "
              + kind.algorithm().purpose().wireName()
              + ", not for "
              + purpose.wireName());
    }
    VersionNumber number = choice.version().orElseGet(item.history()::current);
    ItemVersion version = reading.version(item.id(), number);
    if (states.equals(PRODUCING)) {
      reading.requireEnabled(item);
    }
    reading.requireState(version, states);
    Material material =
        version
            .state()
            .heldMaterial()
            .orElseThrow(() ->
                new IllegalStateException("version " + version.id() + " of a key has no key"));
    return new UsableKey(new KeyUsed(item.id(), number, kind.algorithm()), material);
  }

  /// A key that may be used.
  record UsableKey(KeyUsed used, Material material) {
    /// Where the HSM finds the private or secret key.
    ///
    /// @throws RequestRefused when the vault holds its public half only
    KeyRef ref() throws RequestRefused {
      return switch (material) {
        case Material.HsmKey key -> key.ref();
        case Material.PublicOnly half -> throw Refusals.verifyOnly(used.id(), used.version());
        case Material.SoftwareKey key -> throw noKey();
        case Material.Sealed sealed -> throw noKey();
        case Material.ApiToken token -> throw noKey();
        case Material.Credential credential -> throw noKey();
      };
    }

    /// The same; empty when the HSM holds nothing of it.
    Optional<KeyRef> inHsm() {
      return material instanceof Material.HsmKey key ? Optional.of(key.ref()) : Optional.empty();
    }

    Optional<PublicKey> publicKey() {
      return switch (material) {
        case Material.HsmKey key -> key.publicKey();
        case Material.PublicOnly half -> Optional.of(half.publicKey());
        case Material.SoftwareKey key -> Optional.of(key.publicKey());
        case Material.Sealed sealed -> throw noKey();
        case Material.ApiToken token -> throw noKey();
        case Material.Credential credential -> throw noKey();
      };
    }

    private IllegalStateException noKey() {
      return new IllegalStateException(
          "version " + used.version() + " of key " + used.id() + " is not in the HSM");
    }
  }
}
