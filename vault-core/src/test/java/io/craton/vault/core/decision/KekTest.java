package io.craton.vault.core.decision;

import static io.craton.vault.core.decision.Bench.code;
import static io.craton.vault.core.decision.Bench.secret;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Command.BootstrapRoot;
import io.craton.vault.core.command.Command.ChangeState;
import io.craton.vault.core.command.Command.CreateItem;
import io.craton.vault.core.command.Command.DeleteItem;
import io.craton.vault.core.command.Command.GrantToken;
import io.craton.vault.core.command.Command.InstallKek;
import io.craton.vault.core.command.Command.ResealVersions;
import io.craton.vault.core.command.Command.Resealed;
import io.craton.vault.core.command.Command.RetireKek;
import io.craton.vault.core.command.Command.Retirement;
import io.craton.vault.core.command.Command.RotateItem;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.TokenId;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.item.VersionState;
import io.craton.vault.core.state.OutboxRow;
import io.craton.vault.core.time.VaultDuration;
import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.Permission;
import io.craton.vault.core.token.TokenHash;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Generations of the key-encryption key: which one new values may be sealed under, what a
/// resealing changes, and when one may be given up.
final class KekTest {
  private final Bench bench = new Bench(35);

  private static KekVersion kek(int number) {
    return new KekVersion(number);
  }

  @BeforeEach
  void installTheFirst() {
    assertThat(code(install(1))).isEmpty();
  }

  private Outcome install(int number) {
    return bench.apply(new InstallKek(kek(number), bench.newKey().ref()));
  }

  private Material.Sealed sealed(int kek) {
    return new Material.Sealed(kek(kek), Bytes.copyOf(bench.bytes(30)), Optional.empty());
  }

  private VersionId create(Material material) {
    ItemId id = bench.newId();
    Outcome outcome = bench.apply(new CreateItem(id, secret("/s", "s" + id), material));
    assertThat(code(outcome)).isEmpty();
    return new VersionId(id, VersionNumber.FIRST);
  }

  private Outcome reseal(int to, VersionId id, int from, Bytes ciphertext) {
    return bench.apply(
        new ResealVersions(kek(to), List.of(new Resealed(id, kek(from), ciphertext))));
  }

  private ItemVersion version(VersionId id) {
    return bench.state().version(id).orElseThrow();
  }

  private Material material(VersionId id) {
    return version(id).state().heldMaterial().orElseThrow();
  }

  private List<KeyRef> queued() {
    return bench.state().outbox(0, 99).stream().map(OutboxRow::destroy).toList();
  }

  @Test
  void onlyTheNextGenerationIsInstalledAndTheKeyOfAnotherIsDestroyed() {
    KeyRef late = bench.newKey().ref();
    assertThat(code(install(2))).isEmpty();
    for (int number : new int[] {1, 2, 4}) {
      assertThat(code(install(number))).contains(Rejection.Code.KEK_CONFLICT);
    }
    assertThat(code(bench.apply(new InstallKek(kek(2), late))))
        .contains(Rejection.Code.KEK_CONFLICT);
    assertThat(queued()).hasSize(4).contains(late);
    assertThat(bench.state().currentKek()).contains(kek(2));
    assertThat(bench.state().keks()).containsExactly(kek(1), kek(2));
  }

  @Test
  void aResealingChangesTheCiphertextAndNothingElse() {
    VersionId under = create(bench.newKey());
    Material.Sealed inner = new Material.Sealed(kek(1), sealed(1).ciphertext(), Optional.of(under));
    PublicKey half = new PublicKey(Bytes.copyOf(bench.bytes(44)));
    TokenHash hash = new TokenHash(Bytes.copyOf(bench.bytes(TokenHash.SIZE)));
    VersionId secret = create(sealed(1));
    VersionId client = create(new Material.Credential(sealed(1), "pcl_1"));
    VersionId software = create(new Material.SoftwareKey(sealed(1), half));
    Bytes fresh = Bytes.copyOf(bench.bytes(31));
    Material.Sealed wanted = new Material.Sealed(kek(2), fresh, Optional.empty());
    assertThat(code(install(2))).isEmpty();
    ItemVersion before = version(secret);

    for (VersionId id : List.of(secret, client, software)) {
      assertThat(code(reseal(2, id, 1, fresh))).isEmpty();
    }

    assertThat(version(secret)).isEqualTo(before.withState(new VersionState.Active(wanted)));
    assertThat(material(client)).isEqualTo(new Material.Credential(wanted, "pcl_1"));
    assertThat(material(software)).isEqualTo(new Material.SoftwareKey(wanted, half));
    assertThat(new Material.ApiToken(inner, hash).resealed(wanted))
        .isEqualTo(new Material.ApiToken(wanted, hash));
    assertThat(bench.state().sealedCount(kek(1))).isZero();
    assertThat(bench.state().sealedCount(kek(2))).isEqualTo(3);
    assertThat(bench.state().oldestKekInUse()).contains(kek(2));
  }

  @Test
  void aVersionKeepsItsStateWhenItIsResealed() {
    VersionId id = create(sealed(1));
    assertThat(code(install(2))).isEmpty();
    for (StateName state :
        List.of(StateName.SUSPENDED, StateName.DEACTIVATED, StateName.COMPROMISED)) {
      Optional<VaultDuration> period =
          state == StateName.COMPROMISED ? VaultDuration.parse("1d") : Optional.empty();
      var _ = bench.apply(new ChangeState(id.item(), Optional.empty(), state, period));
      int current = bench.state().currentKek().orElseThrow().value();
      int from = material(id).sealedPart().orElseThrow().kek().value();
      Optional<Instant> end = version(id).state().destruction();
      assertThat(code(reseal(current, id, from, Bytes.utf8("new " + state)))).isEmpty();
      assertThat(version(id).state().name()).isEqualTo(state);
      assertThat(version(id).state().destruction()).isEqualTo(end);
      assertThat(material(id).sealedPart().orElseThrow().kek()).isEqualTo(kek(current));
      assertThat(code(install(current + 1))).isEmpty();
    }
  }

  @Test
  void lostRacesChangeNothing() {
    VersionId id = create(sealed(1));
    VersionId destroyed = create(sealed(1));
    VersionId deleted = create(sealed(1));
    VersionId keyed = create(bench.newKey());
    var _ =
        bench.apply(
            new ChangeState(
                destroyed.item(), Optional.empty(), StateName.DESTROYED, Optional.empty()));
    var _ = bench.apply(new DeleteItem(deleted.item(), false));
    assertThat(code(install(2))).isEmpty();
    Bytes first = Bytes.utf8("first");
    assertThat(code(reseal(2, id, 1, first))).isEmpty();
    ItemVersion after = version(id);

    assertThat(code(reseal(2, id, 1, Bytes.utf8("second")))).isEmpty();
    assertThat(code(reseal(2, id, 2, Bytes.utf8("in place")))).isEmpty();
    assertThat(code(reseal(2, id, 3, Bytes.utf8("backwards")))).isEmpty();
    for (VersionId other : List.of(destroyed, deleted, keyed)) {
      assertThat(code(reseal(2, other, 1, Bytes.utf8("ghost")))).isEmpty();
    }
    assertThat(code(reseal(1, id, 1, first))).contains(Rejection.Code.KEK_CONFLICT);
    assertThat(code(reseal(3, id, 2, first))).contains(Rejection.Code.KEK_CONFLICT);

    assertThat(version(id)).isEqualTo(after);
    assertThat(version(destroyed).state().name()).isEqualTo(StateName.DESTROYED);
    assertThat(bench.state().version(deleted)).isEmpty();
    assertThat(material(keyed)).isInstanceOf(Material.HsmKey.class);
    assertThat(bench.state().sealedCount(kek(2))).isEqualTo(1);
  }

  @Test
  void aGenerationIsGivenUpOnlyWhenNothingIsSealedUnderIt() {
    KeyRef first = bench.state().kek(kek(1)).orElseThrow();
    VersionId id = create(sealed(1));
    assertThat(code(bench.apply(new RetireKek(kek(1))))).contains(Rejection.Code.KEK_IN_USE);
    assertThat(code(bench.apply(new RetireKek(kek(2))))).contains(Rejection.Code.KEK_NOT_FOUND);
    assertThat(code(install(2))).isEmpty();
    assertThat(code(bench.apply(new RetireKek(kek(1))))).contains(Rejection.Code.KEK_IN_USE);
    assertThat(code(reseal(2, id, 1, Bytes.utf8("new")))).isEmpty();
    assertThat(queued()).isEmpty();

    assertThat(code(bench.apply(new RetireKek(kek(1))))).isEmpty();
    assertThat(bench.state().kek(kek(1))).isEmpty();
    assertThat(bench.state().keks()).containsExactly(kek(2));
    assertThat(queued()).containsExactly(first);

    assertThat(code(bench.apply(new RetireKek(kek(1))))).as("once more").isEmpty();
    assertThat(queued()).hasSize(1);
    assertThat(code(install(3))).as("numbers go on").isEmpty();
  }

  @Test
  void aValueThatComesTooLateForItsKeyIsRefused() {
    VersionId id = create(sealed(1));
    assertThat(code(install(2))).isEmpty();
    VersionId late = create(sealed(1));
    assertThat(code(reseal(2, id, 1, Bytes.utf8("a")))).isEmpty();
    assertThat(code(reseal(2, late, 1, Bytes.utf8("b")))).isEmpty();
    assertThat(code(bench.apply(new RetireKek(kek(1))))).isEmpty();

    Command create = new CreateItem(bench.newId(), secret("/s", "late"), sealed(1));
    Command rotate =
        new RotateItem(
            id.item(),
            VersionNumber.FIRST,
            new Material.Credential(sealed(1), "x"),
            Retirement.BY_POLICY,
            Optional.empty());
    assertThat(code(bench.apply(create))).contains(Rejection.Code.KEK_RETIRED);
    assertThat(code(bench.apply(rotate))).contains(Rejection.Code.KEK_RETIRED);
    assertThat(bench.state().sealedCount(kek(1))).isZero();
  }

  @Test
  void whoIsNoAdministratorChangesNoKey() {
    TokenHash root = TokenHash.ofToken("root");
    TokenHash reader = TokenHash.ofToken("reader");
    assertThat(code(bench.apply(new BootstrapRoot(root)))).isEmpty();
    Grant grant =
        new Grant("r", Set.of(Permission.READ), FolderPath.ROOT, bench.now(), Optional.empty());
    TokenId id = TokenId.of(bench.bytes(TokenId.SIZE));
    assertThat(code(bench.apply(new GrantToken(id, reader, grant)))).isEmpty();
    KeyRef key = bench.newKey().ref();
    for (Command command :
        List.of(
            new InstallKek(kek(2), key),
            new RetireKek(kek(1)),
            new ResealVersions(kek(1), List.of()))) {
      assertThat(code(bench.apply(bench.proposal(command, Optional.of(reader), Optional.empty()))))
          .contains(Rejection.Code.PERMISSION_DENIED);
    }
    assertThat(queued()).as("the key that came for nothing").containsExactly(key);
    assertThat(
            code(
                bench.apply(
                    bench.proposal(
                        new InstallKek(kek(2), bench.newKey().ref()),
                        Optional.of(root),
                        Optional.empty()))))
        .isEmpty();
  }
}
