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

  public ExportService(Replica replica, HsmPorts hsm, Sources sources) {
    this.views = new Views(replica, sources);
    this.hsm = hsm;
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
    Leaving leaving = find(call, choice);
    KeyChoice same = new KeyChoice(choice.id(), Optional.of(leaving.used().version()));
    KeyRef ref = leaving.key().ref();
    SecretBytes secret;
    try {
      secret =
          SecondLook.at(
              Optional.of(ref),
              () -> hsm.exporter().exportKey(ref, leaving.used().algorithm(), call.deadline()),
              () -> find(call, same),
              hsm.search());
    } catch (AlgorithmUnsupported e) {
      throw Refusals.unsupported(e);
    }
    try {
      var _ = find(call, same);
    } catch (RequestRefused | Unavailable e) {
      secret.close();
      throw e;
    }
    return new Exported(leaving.used(), leaving.key().publicKey(), secret);
  }

  private Leaving find(Call call, KeyChoice choice) throws RequestRefused, Unavailable {
    return views.read(call.caller(), reading -> exportable(reading, choice));
  }

  private record Leaving(KeyUsed used, Material.HsmKey key) {}

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
    Material material = version.state().heldMaterial().orElse(null);
    if (material instanceof Material.PublicOnly) {
      throw Refusals.verifyOnly(item.id(), version.number());
    }
    if (!(material instanceof Material.HsmKey key)) {
      throw new IllegalStateException("version " + version.id() + " of a key has no key");
    }
    return new Leaving(new KeyUsed(item.id(), version.number(), kind.algorithm()), key);
  }
}
