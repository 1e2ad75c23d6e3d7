package io.craton.vault.core.service;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.ItemWriter.NewValue;
import io.craton.vault.core.token.TokenHash;
import java.util.Optional;

/// Makes what comes after an item's current version, where the vault can make it: keys in the HSM,
/// random tokens and client secrets. Thread-safe.
final class Successors {
  private final Views views;
  private final KeyMaking keys;
  private final Values values;
  private final ValueMint mint;

  Successors(Views views, HsmPorts hsm, Sources sources) {
    this.views = views;
    this.keys = new KeyMaking(views, hsm);
    this.values = new Values(hsm);
    this.mint = new ValueMint(sources.entropy());
  }

  /// The material of the version after the current one.
  ///
  /// @throws RequestRefused with `VERIFY_ONLY` for a public key, whose next one is made elsewhere,
  ///   and with `VALUE_REQUIRED` for a secret
  Material made(Call call, Item item) throws RequestRefused, Unavailable {
    return switch (item.kind()) {
      case ItemKind.Key key -> {
        requirePrivate(call, item);
        yield keys.generate(call, key, next(item));
      }
      case ItemKind.Token token -> token(call, item);
      case ItemKind.ClientSecret client ->
          sealed(call, item, new NewValue(mint.clientSecret(), Optional.of(mint.clientSecretId())));
      case ItemKind.Secret secret -> throw noValue(item);
      case ItemKind.Folder folder -> throw new IllegalArgumentException("a folder has no versions");
    };
  }

  static VersionId next(Item item) {
    return new VersionId(item.id(), item.history().current().next());
  }

  static RequestRefused noValue(Item item) {
    return new RequestRefused(
        Rejection.Code.VALUE_REQUIRED,
        "a rotation of item " + item.id() + " needs the new value of the secret");
  }

  private Material sealed(Call call, Item item, NewValue made) throws RequestRefused, Unavailable {
    try (SecretBytes value = made.value()) {
      return seal(call, item.kind(), next(item), new NewValue(value, made.secretId()));
    }
  }

  /// What a rotation goes on from, as one look at the state shows it.
  ///
  /// @param placeholder stands for the next material in a rehearsal
  record Rotating(Item item, Material placeholder) {
    static Rotating of(Reading reading, Item item) {
      return new Rotating(item, reading.successorNotMadeYet(item));
    }
  }

  /// @param value the current one, if it can still be opened
  /// @param apiToken whether it is a token of this vault: then the next value is one too
  private record FormerToken(Optional<Values.Stored> value, boolean apiToken) {}

  /// A token goes on as it began; where the value it would go on from is gone, as one of this
  /// vault's own. The material of an API token of this vault bears its hash: no other is taken for
  /// its next version.
  private Material token(Call call, Item item) throws RequestRefused, Unavailable {
    FormerToken former =
        views.read(
            call.caller(),
            reading -> new FormerToken(reading.currentValue(item), reading.isApiToken(item)));
    try (SecretBytes value = nextToken(call, former)) {
      return former.apiToken()
          ? sealApiToken(call, item.kind(), next(item), value)
          : seal(call, item.kind(), next(item), new NewValue(value, Optional.empty()));
    }
  }

  private SecretBytes nextToken(Call call, FormerToken former) throws RequestRefused, Unavailable {
    if (former.value().isEmpty()) {
      return mint.token();
    }
    try (SecretBytes value = values.open(former.value().get(), call.deadline())) {
      return mint.tokenLike(value);
    }
  }

  /// The material of a version whose value is an API token of this vault. The caller closes it.
  Material sealApiToken(Call call, ItemKind kind, VersionId version, SecretBytes value)
      throws RequestRefused, Unavailable {
    Values.Keys sealing = views.read(call.caller(), reading -> reading.sealingKeys(kind));
    return new Material.ApiToken(
        values.seal(sealing, version, value, call.deadline()), TokenHash.ofToken(value));
  }

  /// The material of a version of an item of that kind with that value. The caller closes it.
  Material seal(Call call, ItemKind kind, VersionId version, NewValue value)
      throws RequestRefused, Unavailable {
    Values.Keys sealing = views.read(call.caller(), reading -> reading.sealingKeys(kind));
    Material.Sealed sealed = values.seal(sealing, version, value.value(), call.deadline());
    return switch (kind) {
      case ItemKind.Secret secret -> sealed;
      case ItemKind.Token token -> sealed;
      case ItemKind.ClientSecret client ->
          new Material.Credential(sealed, value.secretId().orElseThrow());
      case ItemKind.Key key -> throw new IllegalArgumentException("a key has no value");
      case ItemKind.Folder folder -> throw new IllegalArgumentException("a folder has no value");
    };
  }

  /// A pair made here would be none of whoever holds the private half.
  private void requirePrivate(Call call, Item item) throws RequestRefused, Unavailable {
    if (publicOnly(call, item)) {
      throw new RequestRefused(
          Rejection.Code.VERIFY_ONLY,
          "key " + item.id() + " is a public key: a rotation needs the next one");
    }
  }

  /// Whether the private half of the current version is elsewhere.
  boolean publicOnly(Call call, Item item) throws RequestRefused, Unavailable {
    return views.read(
        call.caller(),
        reading ->
            reading
                .version(item.id(), item.history().current())
                .state()
                .heldMaterial()
                .filter(Material.PublicOnly.class::isInstance)
                .isPresent());
  }
}
