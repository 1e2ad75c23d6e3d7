package io.craton.vault.core.service;

import io.craton.vault.core.algorithm.Purpose;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.command.Command.CreateItem;
import io.craton.vault.core.command.Command.Draft;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.CryptoService.KeyChoice;
import io.craton.vault.core.token.Permission;
import java.util.Optional;
import java.util.Set;

/// Whether something may be done with a key, where the vault cannot do it yet: callers get the same
/// refusals as they will then, and [#notAvailable] only when nothing else is wrong. Thread-safe.
public final class KeyRules {
  /// Compromised material must not spread. Contract section 4.2.
  private static final Set<StateName> LEAVING =
      Set.of(StateName.ACTIVE, StateName.DEACTIVATED, StateName.SUSPENDED);

  /// Stands for material in a rehearsal; never proposed.
  private static final Material NOT_MADE =
      new Material.HsmKey(new KeyRef(Bytes.utf8("rehearsal")), Optional.empty());

  private final Views views;
  private final Proposals proposals;
  private final Sources sources;

  public KeyRules(Replica replica, Sources sources) {
    this.views = new Views(replica.state(), sources);
    this.proposals = new Proposals(replica.ledger(), views, sources);
    this.sources = sources;
  }

  /// What is done with a key.
  public enum Use {
    /// Sign or encrypt: only with an active version of an enabled key.
    PRODUCE,
    /// Verify or decrypt: with whatever is not destroyed.
    CONSUME
  }

  /// The refusal of what would be fine if the vault could do it.
  public static RequestRefused notAvailable(String what) {
    return new RequestRefused(Rejection.Code.NOT_AVAILABLE_YET, what + " is not available yet");
  }

  /// Refuses unless the key may be used so.
  public void requireUse(Call call, KeyChoice choice, Purpose purpose, Use use)
      throws RequestRefused, Unavailable {
    Set<StateName> states = use == Use.PRODUCE ? CryptoService.PRODUCING : CryptoService.CONSUMING;
    views.read(call.caller(), reading -> CryptoService.find(reading, choice, purpose, states));
  }

  /// Refuses unless the key may leave the vault. Contract section 9.1.
  public void requireExport(Call call, KeyChoice choice) throws RequestRefused, Unavailable {
    views.read(call.caller(), reading -> exportable(reading, choice));
  }

  private static ItemVersion exportable(Reading reading, KeyChoice choice) throws RequestRefused {
    Item item = reading.item(choice.id(), Permission.EXPORT);
    if (!reading.key(item).exportable()) {
      throw new RequestRefused(
          Rejection.Code.NOT_EXPORTABLE, "key " + item.id() + " was made not to be exported");
    }
    ItemVersion version =
        reading.version(item.id(), choice.version().orElseGet(item.history()::current));
    reading.requireEnabled(item);
    reading.requireState(version, LEAVING);
    return version;
  }

  /// The kind of a key that the caller may rotate.
  public ItemKind.Key requireRotation(Call call, ItemId id) throws RequestRefused, Unavailable {
    return views.read(
        call.caller(), reading -> reading.key(reading.versioned(id, Permission.ROTATE)));
  }

  /// Refuses unless such an item could be made.
  public void requireCreation(Call call, Draft draft) throws RequestRefused, Unavailable {
    proposals.rehearse(call, new CreateItem(sources.newItemId(), draft, NOT_MADE));
  }
}
