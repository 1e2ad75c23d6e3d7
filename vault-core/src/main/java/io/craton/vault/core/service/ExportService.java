package io.craton.vault.core.service;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.port.AlgorithmUnsupported;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.CryptoService.KeyChoice;
import io.craton.vault.core.service.CryptoService.KeyUsed;
import io.craton.vault.core.token.Permission;
import java.util.Optional;
import java.util.Set;

/// Gives out keys that were made exportable. Contract sections 4.2 and 9.1. Thread-safe.
public final class ExportService {
  /// Compromised material must not spread.
  private static final Set<StateName> LEAVING =
      Set.of(StateName.ACTIVE, StateName.DEACTIVATED, StateName.SUSPENDED);

  private final Views views;
  private final HsmPorts hsm;
  private final SoftwareUse software;

  public ExportService(Replica replica, HsmPorts hsm, Sources sources) {
    this.views = new Views(replica, sources);
    this.hsm = hsm;
    this.software = new SoftwareUse(views, hsm);
  }

  /// A key that leaves. Holds a secret: close it when the answer is written.
  ///
  /// @param publicKey of a pair
  /// @param secret as [KeyExporter#exportKey] gives it
  public record Exported(KeyUsed key, Optional<PublicKey> publicKey, SecretBytes secret)
      implements AutoCloseable {
    @Override
    public void close() {
      secret.close();
    }
  }

  /// Refuses unless the key may leave the vault now.
  public void require(Call call, KeyChoice choice) throws RequestRefused, Unavailable {
    var _ = find(call, choice);
  }

  /// The key, if it may leave, before and after the HSM was asked for it.
  public Exported export(Call call, KeyChoice choice) throws RequestRefused, Unavailable {
    return CurrentVersion.of(
        choice,
        chosen -> find(call, chosen),
        Leaving::used,
        (leaving, same) -> export(call, leaving, same));
  }

  private Exported export(Call call, Leaving leaving, KeyChoice same)
      throws RequestRefused, Unavailable {
    SecretBytes secret;
    try {
      secret =
          SecondLook.at(
              leaving.inHsm(), () -> secret(call, leaving), () -> find(call, same), hsm.search());
    } catch (AlgorithmUnsupported e) {
      throw Refusals.unsupported(e);
    }
    try {
      var _ = find(call, same);
    } catch (RequestRefused | Unavailable e) {
      secret.close();
      throw e;
    }
    return new Exported(leaving.used(), leaving.publicKey(), secret);
  }

  private SecretBytes secret(Call call, Leaving leaving)
      throws RequestRefused, Unavailable, AlgorithmUnsupported {
    return switch (leaving.material()) {
      case Material.HsmKey key ->
          hsm.exporter().exportKey(key.ref(), leaving.used().algorithm(), call.deadline());
      case Material.SoftwareKey key -> software.open(call, leaving.used(), key);
      case Material.PublicOnly half ->
          throw Refusals.verifyOnly(leaving.used().id(), leaving.used().version());
      case Material.Sealed sealed -> throw noKey(leaving);
      case Material.ApiToken token -> throw noKey(leaving);
      case Material.Credential credential -> throw noKey(leaving);
    };
  }

  private static IllegalStateException noKey(Leaving leaving) {
    return new IllegalStateException(
        "version " + leaving.used().version() + " of key " + leaving.used().id() + " has a value");
  }

  private Leaving find(Call call, KeyChoice choice) throws RequestRefused, Unavailable {
    return views.read(call.caller(), reading -> exportable(reading, choice));
  }

  private record Leaving(KeyUsed used, Material material) {
    Optional<KeyRef> inHsm() {
      return material instanceof Material.HsmKey key ? Optional.of(key.ref()) : Optional.empty();
    }

    Optional<PublicKey> publicKey() {
      return switch (material) {
        case Material.HsmKey key -> key.publicKey();
        case Material.SoftwareKey key -> Optional.of(key.publicKey());
        case Material.PublicOnly half -> Optional.of(half.publicKey());
        case Material.Sealed sealed -> throw noKey(this);
        case Material.ApiToken token -> throw noKey(this);
        case Material.Credential credential -> throw noKey(this);
      };
    }
  }

  private static Leaving exportable(Reading reading, KeyChoice choice) throws RequestRefused {
    Item item = reading.item(choice.id(), Permission.EXPORT);
    ItemKind.Key kind = reading.key(item);
    if (!kind.exportable()) {
      throw new RequestRefused(
          Rejection.Code.NOT_EXPORTABLE, "key " + item.id() + " was made not to be exported");
    }
    ItemVersion version =
        reading.version(item.id(), choice.version().orElseGet(item.history()::current));
    reading.requireEnabled(item);
    reading.requireState(version, LEAVING);
    Material material =
        version
            .state()
            .heldMaterial()
            .orElseThrow(() ->
                new IllegalStateException("version " + version.id() + " of a key has no key"));
    return new Leaving(new KeyUsed(item.id(), version.number(), kind.algorithm()), material);
  }
}
