package io.craton.vault.core.service;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Command.ChangeState;
import io.craton.vault.core.command.Command.CreateFolder;
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
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.port.KeyMaterial;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.rotation.Frequency;
import io.craton.vault.core.rotation.PolicyBounds;
import io.craton.vault.core.rotation.RotationChange;
import io.craton.vault.core.service.Proposals.Rehearsal;
import io.craton.vault.core.time.VaultDuration;
import io.craton.vault.core.token.Permission;
import io.craton.vault.core.token.TokenHash;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Use cases that change items. Thread-safe.
///
/// Each answers after the change is applied on this node; the answer holds no material. A retry
/// that names an earlier attempt gets that attempt's answer, and changes nothing.
public final class ItemWriter {
  /// A rotation that loses the race against another one is tried again on the new version; so is
  /// one whose value was encrypted under a vault key that was rotated meanwhile.
  private static final int ROTATION_ATTEMPTS = 8;

  private final Views views;
  private final Proposals proposals;
  private final KeyMaking keys;
  private final Successors successors;
  private final Sources sources;
  private final PolicyBounds bounds;

  /// With the usual bounds of policies.
  public ItemWriter(Replica replica, HsmPorts hsm, Sources sources) {
    this(replica, hsm, sources, PolicyBounds.DEFAULT);
  }

  /// @param bounds of the policies that callers may set
  public ItemWriter(Replica replica, HsmPorts hsm, Sources sources, PolicyBounds bounds) {
    this.bounds = bounds;
    this.views = new Views(replica, sources);
    this.proposals = new Proposals(replica.ledger(), views, sources);
    this.keys = new KeyMaking(views, hsm);
    this.successors = new Successors(views, hsm, sources);
    this.sources = sources;
  }

  /// A value to store.
  ///
  /// @param secretId the public id that comes with a client secret; empty for all else
  public record NewValue(SecretBytes value, Optional<String> secretId) {}

  /// How a rotation treats the version it supersedes.
  ///
  /// @param gracePeriod for tokens and client secrets; the policy's when empty
  public record Succession(Retirement retirement, Optional<VaultDuration> gracePeriod) {}

  /// Stores a secret, token or client secret as version 1 of a new item. The caller closes the
  /// value. An API token of this vault is accepted from then on only while that item and its
  /// version are usable.
  public ItemSummary store(Call call, Draft draft, NewValue value)
      throws RequestRefused, Unavailable {
    ItemId id = sources.newItemId();
    VersionId version = new VersionId(id, VersionNumber.FIRST);
    Optional<TokenHash> token =
        draft.kind() instanceof ItemKind.Token
            ? views.read(call.caller(), reading -> reading.apiToken(value.value()))
            : Optional.empty();
    return create(
        call,
        new CreateItem(
            id, draft, token.map(Proposals::notSealedYet).orElse(Proposals.NOT_MADE_YET)),
        () ->
            token.isPresent()
                ? successors.sealApiToken(call, draft.kind(), version, value.value())
                : successors.seal(call, draft.kind(), version, value));
  }

  /// Makes a key in the HSM, or one of software where that is the algorithm's way, as version 1 of
  /// a new item; `draft.kind()` is a key.
  public ItemSummary generateKey(Call call, Draft draft) throws RequestRefused, Unavailable {
    ItemKind.Key key = key(draft);
    ItemId id = sources.newItemId();
    Call patient = call.withTimeForAKey();
    return create(
        patient,
        new CreateItem(id, draft, Proposals.NOT_MADE_YET),
        () -> keys.generate(patient, key, new VersionId(id, VersionNumber.FIRST)));
  }

  /// Puts a key that was made elsewhere into the HSM as version 1 of a new item; `draft.kind()` is
  /// a key. The caller closes the material. Of a public key alone nothing is put there; it is kept
  /// to verify with.
  public ItemSummary importKey(Call call, Draft draft, KeyMaterial material)
      throws RequestRefused, Unavailable {
    ItemKind.Key key = key(draft);
    ItemId id = sources.newItemId();
    return create(
        call,
        new CreateItem(id, draft, Proposals.NOT_MADE_YET),
        () -> keys.imported(call, key, new VersionId(id, VersionNumber.FIRST), material));
  }

  private static ItemKind.Key key(Draft draft) {
    if (draft.kind() instanceof ItemKind.Key key) {
      return key;
    }
    throw new IllegalArgumentException("expected a key, found " + draft.kind().type());
  }

  private void requirePermitted(Optional<Frequency> frequency) throws RequestRefused {
    if (frequency.filter(wanted -> !bounds.permit(wanted)).isPresent()) {
      throw new RequestRefused(
          Rejection.Code.FREQUENCY_TOO_SHORT,
          "expected " + bounds.shortestPeriod().toSeconds() + " seconds at least");
    }
  }

  private ItemSummary create(Call call, CreateItem command, MaterialSource source)
      throws RequestRefused, Unavailable {
    requirePermitted(command.draft().rotation().frequency());
    Rehearsal rehearsal = proposals.rehearse(call, command);
    if (rehearsal.remembered().isPresent()) {
      return Proposals.item(rehearsal.remembered().get());
    }
    CreateItem create = new CreateItem(command.id(), command.draft(), source.material());
    return Proposals.item(proposals.propose(call, rehearsal, create));
  }

  /// Gives a secret the value `given`; gives a token or client secret a random one, and then
  /// nothing may be given. The caller closes the value.
  public ItemSummary rotateValue(
      Call call, ItemId id, Optional<NewValue> given, Succession succession)
      throws RequestRefused, Unavailable {
    return rotate(
        call,
        id,
        succession,
        item -> {
          if (item.kind() instanceof ItemKind.Key) {
            throw wrongType(item, "secret");
          }
          if (item.kind() instanceof ItemKind.Secret) {
            return successors.seal(
                call,
                item.kind(),
                Successors.next(item),
                given.orElseThrow(() -> Successors.noValue(item)));
          }
          if (given.isPresent()) {
            throw new RequestRefused(
                Rejection.Code.VALUE_NOT_APPLICABLE,
                "the vault makes the values of items of type " + item.type().wireName());
          }
          return successors.made(call, item);
        });
  }

  /// Gives a key a new generation: `given`, or one made in the HSM. The caller closes the material.
  /// A key whose current version is a public one has its private half elsewhere: without material
  /// it is refused.
  public ItemSummary rotateKey(
      Call call, ItemId id, Optional<KeyMaterial> given, Succession succession)
      throws RequestRefused, Unavailable {
    Call patient = call.withTimeForAKey();
    return rotate(
        patient,
        id,
        succession,
        item -> {
          if (!(item.kind() instanceof ItemKind.Key key)) {
            throw wrongType(item, "key");
          }
          if (given.isEmpty()) {
            return successors.made(patient, item);
          }
          if (given.get() instanceof KeyMaterial.PublicOnly) {
            requirePublicOnly(patient, item);
          }
          return keys.imported(patient, key, Successors.next(item), given.get());
        });
  }

  /// Whoever forgets the private half must not make a key that signs into one that does not.
  private void requirePublicOnly(Call call, Item item) throws RequestRefused, Unavailable {
    if (!successors.publicOnly(call, item)) {
      throw new RequestRefused(
          Rejection.Code.PRIVATE_KEY_REQUIRED,
          "goes with private_key: key " + item.id() + " is not one that only verifies");
    }
  }

  private ItemSummary rotate(Call call, ItemId id, Succession succession, NextMaterialSource source)
      throws RequestRefused, Unavailable {
    for (int attempt = 1; ; attempt++) {
      Begun begun = views.read(call.caller(), reading -> begin(reading, call, id));
      if (begun.done().isPresent()) {
        return Proposals.item(begun.done().get());
      }
      Successors.Rotating rotating = begun.rotating().orElseThrow();
      Item item = rotating.item();
      VersionNumber expected = item.history().current();
      boolean proposed = false;
      try {
        Rehearsal rehearsal =
            proposals.rehearse(call, rotation(id, expected, rotating.placeholder(), succession));
        if (rehearsal.remembered().isPresent()) {
          return Proposals.item(rehearsal.remembered().get());
        }
        Material material = source.material(item);
        proposed = true;
        return Proposals.item(
            proposals.propose(call, rehearsal, rotation(id, expected, material, succession)));
      } catch (RequestRefused refused) {
        if (!lostRace(refused.rejection().code(), proposed)
            || attempt >= ROTATION_ATTEMPTS
            || call.deadline().expired()) {
          throw refused;
        }
      }
    }
  }

  /// A rotation, or what an earlier attempt of it came to: that answers a retry even when the item
  /// has gone since.
  private record Begun(Optional<Outcome> done, Optional<Successors.Rotating> rotating) {}

  private static Begun begin(Reading reading, Call call, ItemId id) throws RequestRefused {
    Optional<Outcome> done = Proposals.remembered(reading.view(), call.tag());
    if (done.isPresent()) {
      return new Begun(done, Optional.empty());
    }
    Item item = reading.versioned(id, Permission.ROTATE);
    return new Begun(Optional.empty(), Optional.of(Successors.Rotating.of(reading, item)));
  }

  private static boolean lostRace(Rejection.Code why, boolean proposed) {
    return switch (why) {
      case VERSION_CONFLICT, TOKEN_CONFLICT -> true;
      case ENCRYPTING_ITEM_UNUSABLE -> proposed;
      default -> false;
    };
  }

  private static RotateItem rotation(
      ItemId id, VersionNumber expected, Material material, Succession succession) {
    return new RotateItem(
        id, expected, material, succession.retirement(), succession.gracePeriod());
  }

  /// Changes an item's header.
  public ItemSummary update(Call call, ItemId id, ItemUpdate update)
      throws RequestRefused, Unavailable {
    requirePermitted(update.rotation().frequency().flatMap(frequency -> frequency));
    return Proposals.item(rehearseAndPropose(call, new UpdateItem(id, update)));
  }

  /// Deletes an item with all its versions; a folder with everything below it if `recursive`.
  public ItemId delete(Call call, ItemId id, boolean recursive) throws RequestRefused, Unavailable {
    return Proposals.deleted(rehearseAndPropose(call, new DeleteItem(id, recursive)));
  }

  /// A folder to make, or to configure if it exists.
  public record NewFolder(
      FolderPath path,
      Optional<Map<String, String>> metadata,
      Optional<List<String>> tags,
      RotationChange rotation) {}

  /// Makes a folder, with the missing ones above it.
  public ItemSummary createFolder(Call call, NewFolder folder) throws RequestRefused, Unavailable {
    requirePermitted(folder.rotation().frequency().flatMap(frequency -> frequency));
    return Proposals.item(
        rehearseAndPropose(
            call,
            new CreateFolder(
                sources.newItemId(),
                folder.path(),
                folder.metadata(),
                folder.tags(),
                folder.rotation())));
  }

  /// Brings a version into another state. Once this returns, no operation that starts later on any
  /// node succeeds against the new state.
  public ItemSummary changeState(Call call, ChangeState change) throws RequestRefused, Unavailable {
    return Proposals.item(rehearseAndPropose(call, change));
  }

  private Outcome rehearseAndPropose(Call call, Command command)
      throws RequestRefused, Unavailable {
    Rehearsal rehearsal = proposals.rehearse(call, command);
    return rehearsal.remembered().isPresent()
        ? rehearsal.remembered().get()
        : proposals.propose(call, rehearsal, command);
  }

  private static RequestRefused wrongType(Item item, String expected) {
    return new RequestRefused(
        Rejection.Code.WRONG_TYPE,
        "item " + item.id() + " is of type " + item.type().wireName() + ", not a " + expected);
  }

  /// Makes the material of a first version.
  private interface MaterialSource {
    Material material() throws RequestRefused, Unavailable;
  }

  /// Makes the material of the version after an item's current one.
  private interface NextMaterialSource {
    Material material(Item item) throws RequestRefused, Unavailable;
  }
}
