package io.craton.vault.core.decision;

import static io.craton.vault.core.decision.Bench.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.command.Command.AvailabilityChange;
import io.craton.vault.core.command.Command.ChangeState;
import io.craton.vault.core.command.Command.CreateItem;
import io.craton.vault.core.command.Command.Draft;
import io.craton.vault.core.command.Command.FireTimers;
import io.craton.vault.core.command.Command.ItemUpdate;
import io.craton.vault.core.command.Command.Retirement;
import io.craton.vault.core.command.Command.RotateItem;
import io.craton.vault.core.command.Command.UpdateItem;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.item.VersionState;
import io.craton.vault.core.rotation.RotationChange;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.time.VaultDuration;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What was revoked stays revoked, whatever was under way at that moment.
final class RevocationTest {
  private static final ItemKind AES =
      new ItemKind.Key(Algorithm.ENCRYPT_AES_GCM_256, false, Optional.empty());

  private final Bench bench = new Bench(29);

  private CreateItem creation(ItemKind kind, Material material) {
    Draft draft =
        new Draft(
            kind,
            FolderPath.ROOT,
            Optional.empty(),
            Labels.NONE,
            Optional.empty(),
            RotationSettings.INHERITED);
    return new CreateItem(bench.newId(), draft, material);
  }

  private ItemId made(ItemKind kind, Material material) {
    CreateItem create = creation(kind, material);
    assertThat(code(bench.apply(create))).isEmpty();
    return create.id();
  }

  private Material sealedUnder(ItemId key, int version) {
    Material.Sealed plain = bench.newSealed();
    return new Material.Sealed(
        plain.kek(),
        plain.ciphertext(),
        Optional.of(new VersionId(key, new VersionNumber(version))));
  }

  private Optional<Rejection.Code> rotate(ItemId id, int expected, Material material) {
    return code(
        bench.apply(
            new RotateItem(
                id,
                new VersionNumber(expected),
                material,
                Retirement.BY_POLICY,
                VaultDuration.parse("1h"))));
  }

  private void change(ItemId id, StateName state) {
    ChangeState change =
        new ChangeState(id, Optional.of(VersionNumber.FIRST), state, Optional.empty());
    assertThat(code(bench.apply(change))).isEmpty();
  }

  private VersionState first(ItemId id) {
    return bench.state().version(new VersionId(id, VersionNumber.FIRST)).orElseThrow().state();
  }

  @Test
  void deactivatingASupersededTokenEndsItsGraceAndKeepsItsMaterial() {
    Material.Sealed material = bench.newSealed();
    ItemId id = made(new ItemKind.Token(Optional.empty()), material);
    assertThat(rotate(id, 1, bench.newSealed())).isEmpty();
    assertThat(first(id).destruction()).isPresent();
    change(id, StateName.DEACTIVATED);
    assertThat(first(id)).isEqualTo(new VersionState.Deactivated(material, Optional.empty()));
    assertThat(bench.state().nextDue()).isEmpty();
    bench.advance(Duration.ofHours(2));
    bench.apply(new FireTimers());
    assertThat(first(id).name()).isEqualTo(StateName.DEACTIVATED);
  }

  @Test
  void valueThatWasEncryptedBeforeItsKeyWasSuspendedIsNotStored() {
    ItemId key = made(AES, bench.newKey());
    ItemKind under = new ItemKind.Secret(Optional.of(key));
    ItemId secret = made(under, sealedUnder(key, 1));
    assertThat(rotate(secret, 1, sealedUnder(key, 1))).isEmpty();
    change(key, StateName.SUSPENDED);
    assertThat(rotate(secret, 2, sealedUnder(key, 1)))
        .contains(Rejection.Code.ENCRYPTING_ITEM_UNUSABLE);
    assertThat(bench.state().item(secret).orElseThrow().history().versionCount()).isEqualTo(2);
    change(key, StateName.ACTIVE);
    assertThat(rotate(secret, 2, sealedUnder(key, 1))).isEmpty();
  }

  @Test
  void valueUnderAVersionThatWasRotatedAwayMeanwhileIsNotStored() {
    ItemId key = made(AES, bench.newKey());
    ItemKind under = new ItemKind.Secret(Optional.of(key));
    ItemId secret = made(under, sealedUnder(key, 1));
    assertThat(rotate(key, 1, bench.newKey())).isEmpty();
    assertThat(rotate(secret, 1, sealedUnder(key, 1)))
        .contains(Rejection.Code.ENCRYPTING_ITEM_UNUSABLE);
    assertThat(code(bench.apply(creation(under, sealedUnder(key, 1)))))
        .contains(Rejection.Code.ENCRYPTING_ITEM_UNUSABLE);
    assertThat(rotate(secret, 1, sealedUnder(key, 2))).isEmpty();
  }

  @Test
  void credentialUnderADisabledKeyIsNotStored() {
    ItemId key = made(AES, bench.newKey());
    Material.Sealed sealed = (Material.Sealed) sealedUnder(key, 1);
    ItemId client =
        made(
            new ItemKind.ClientSecret(false, "client", Optional.of(key)),
            new Material.Credential(sealed, "one"));
    ItemUpdate disabled =
        new ItemUpdate(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new AvailabilityChange(Optional.of(false), Optional.empty())),
            RotationChange.NONE);
    bench.apply(new UpdateItem(key, disabled));
    assertThat(rotate(client, 1, new Material.Credential(sealed, "two")))
        .contains(Rejection.Code.ENCRYPTING_ITEM_UNUSABLE);
  }
}
