package io.craton.vault.core.service;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Command.ChangeState;
import io.craton.vault.core.command.Command.CreateItem;
import io.craton.vault.core.command.Command.DeleteItem;
import io.craton.vault.core.command.Command.Draft;
import io.craton.vault.core.command.Command.ItemUpdate;
import io.craton.vault.core.command.Command.Retirement;
import io.craton.vault.core.command.Command.RotateItem;
import io.craton.vault.core.command.Command.UpdateItem;
import io.craton.vault.core.decision.ItemSummary;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.port.AlgorithmUnsupported;
import io.craton.vault.core.port.KeyGenerator;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.token.Permission;
import java.util.Optional;

/// Use cases that change items. Thread-safe.
///
/// Each answers after the change is applied on this node; the answer holds no material. A retry
/// that names an earlier attempt gets that attempt's answer, and changes nothing.
public final class ItemWriter {
  /// A rotation that loses the race against another one is tried again on the new version.
  private static final int ROTATION_ATTEMPTS = 8;

  /// Stands for material in a rehearsal; never proposed.
  private static final Material NOT_MADE_YET =
      new Material.HsmKey(new KeyRef(Bytes.utf8("rehearsal")), Optional.empty());

  private final Views views;
  private final Proposals proposals;
  private final KeyGenerator generator;
  private final SecretSeals seals;
  private final Sources sources;

  public ItemWriter(Replica replica, HsmPorts hsm, Sources sources) {
    this.views = new Views(replica.state(), sources);
    this.proposals = new Proposals(replica.ledger(), views, sources);
    this.generator = hsm.generator();
    this.seals = new SecretSeals(hsm.sealer());
    this.sources = sources;
  }

  /// Stores a secret as version 1 of a new item. The caller closes `value`.
  public ItemSummary storeSecret(Call call, Draft draft, SecretBytes value)
      throws RequestRefused, Unavailable {
    ItemId id = sources.newItemId();
    return create(
        call,
        new CreateItem(id, draft, NOT_MADE_YET),
        kek -> seals.seal(kek, new VersionId(id, VersionNumber.FIRST), value, call.deadline()));
  }

  /// Makes a key in the HSM as version 1 of a new item; `draft.kind()` is a key.
  public ItemSummary generateKey(Call call, Draft draft) throws RequestRefused, Unavailable {
    if (!(draft.kind() instanceof ItemKind.Key key)) {
      throw new IllegalArgumentException("expected a key, found " + draft.kind().type());
    }
    Call patient = call.withTimeForAKey();
    return create(
        patient,
        new CreateItem(sources.newItemId(), draft, NOT_MADE_YET),
        kek -> generate(patient, key));
  }

  private ItemSummary create(Call call, CreateItem command, MaterialSource source)
      throws RequestRefused, Unavailable {
    Optional<Outcome> remembered = proposals.rehearse(call, command);
    if (remembered.isPresent()) {
      return Proposals.item(remembered.get());
    }
    Reading.Kek kek = views.read(call.caller(), Reading::currentKek);
    Material material = source.material(kek);
    return Proposals.item(
        proposals.propose(call, new CreateItem(command.id(), command.draft(), material)));
  }

  /// Gives a secret a new value. The caller closes `value`.
  public ItemSummary rotateSecret(Call call, ItemId id, SecretBytes value, Retirement retirement)
      throws RequestRefused, Unavailable {
    return rotate(
        call,
        id,
        retirement,
        (item, kek) -> {
          if (!(item.kind() instanceof ItemKind.Secret)) {
            throw wrongType(item, "secret");
          }
          VersionId next = new VersionId(id, item.history().current().next());
          return seals.seal(kek, next, value, call.deadline());
        });
  }

  /// Gives a key a new generation, made in the HSM.
  public ItemSummary rotateKey(Call call, ItemId id, Retirement retirement)
      throws RequestRefused, Unavailable {
    Call patient = call.withTimeForAKey();
    return rotate(
        patient,
        id,
        retirement,
        (item, kek) -> {
          if (!(item.kind() instanceof ItemKind.Key key)) {
            throw wrongType(item, "key");
          }
          return generate(patient, key);
        });
  }

  private ItemSummary rotate(Call call, ItemId id, Retirement retirement, NextMaterialSource source)
      throws RequestRefused, Unavailable {
    for (int attempt = 1; ; attempt++) {
      Item item = views.read(call.caller(), reading -> reading.versioned(id, Permission.ROTATE));
      VersionNumber expected = item.history().current();
      try {
        Optional<Outcome> remembered =
            proposals.rehearse(call, new RotateItem(id, expected, NOT_MADE_YET, retirement));
        if (remembered.isPresent()) {
          return Proposals.item(remembered.get());
        }
        Reading.Kek kek = views.read(call.caller(), Reading::currentKek);
        Material material = source.material(item, kek);
        return Proposals.item(
            proposals.propose(call, new RotateItem(id, expected, material, retirement)));
      } catch (RequestRefused refused) {
        boolean lostRace = refused.rejection().code() == Rejection.Code.VERSION_CONFLICT;
        if (!lostRace || attempt >= ROTATION_ATTEMPTS || call.deadline().expired()) {
          throw refused;
        }
      }
    }
  }

  private Material.HsmKey generate(Call call, ItemKind.Key key) throws RequestRefused, Unavailable {
    Algorithm algorithm = key.algorithm();
    try {
      KeyGenerator.Generated generated =
          generator.generate(algorithm, key.exportable(), call.deadline());
      return new Material.HsmKey(generated.ref(), generated.publicKey());
    } catch (AlgorithmUnsupported e) {
      throw Refusals.unsupported(e);
    }
  }

  /// Changes an item's header.
  public ItemSummary update(Call call, ItemId id, ItemUpdate update)
      throws RequestRefused, Unavailable {
    return Proposals.item(rehearseAndPropose(call, new UpdateItem(id, update)));
  }

  /// Deletes an item with all its versions.
  public ItemId delete(Call call, ItemId id) throws RequestRefused, Unavailable {
    return Proposals.deleted(rehearseAndPropose(call, new DeleteItem(id)));
  }

  /// Brings a version into another state. Once this returns, no operation that starts later on any
  /// node succeeds against the new state.
  public ItemSummary changeState(Call call, ChangeState change) throws RequestRefused, Unavailable {
    return Proposals.item(rehearseAndPropose(call, change));
  }

  private Outcome rehearseAndPropose(Call call, Command command)
      throws RequestRefused, Unavailable {
    Optional<Outcome> remembered = proposals.rehearse(call, command);
    return remembered.isPresent() ? remembered.get() : proposals.propose(call, command);
  }

  private static RequestRefused wrongType(Item item, String expected) {
    return new RequestRefused(
        Rejection.Code.WRONG_TYPE,
        "item " + item.id() + " is a " + item.type().wireName() + ", not a " + expected);
  }

  /// Makes the material of a first version.
  private interface MaterialSource {
    Material material(Reading.Kek kek) throws RequestRefused, Unavailable;
  }

  /// Makes the material of the version after an item's current one.
  private interface NextMaterialSource {
    Material material(Item item, Reading.Kek kek) throws RequestRefused, Unavailable;
  }
}
