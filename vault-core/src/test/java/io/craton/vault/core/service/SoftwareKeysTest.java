package io.craton.vault.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.command.Command.ChangeState;
import io.craton.vault.core.command.Command.CreateItem;
import io.craton.vault.core.command.Command.Draft;
import io.craton.vault.core.command.Command.Retirement;
import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.IdempotencyKey;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.KeyMaterial;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.service.CryptoService.KeyChoice;
import io.craton.vault.core.service.ItemWriter.Succession;
import io.craton.vault.core.testing.FakeHsm;
import io.craton.vault.core.testing.InMemoryVault;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Keys that are computed with outside the HSM: sealed at rest, opened for a use, refused when the
/// operator says so.
final class SoftwareKeysTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final Algorithm ALGORITHM = Algorithm.PQ_ML_DSA_65;
  private static final byte[] MESSAGE = {1, 2, 3};

  private static final Succession BY_POLICY =
      new Succession(Retirement.BY_POLICY, Optional.empty());

  private final FakeHsm hsm = new FakeHsm();
  private final Sources sources =
      new Sources(
          () -> NOW,
          count -> {
            byte[] bytes = new byte[count];
            RANDOM.nextBytes(bytes);
            return bytes;
          });
  private InMemoryVault vault;
  private Caller caller;
  private ItemWriter writer;
  private CryptoService crypto;
  private ExportService exports;

  @BeforeEach
  void startVault() throws Exception {
    vault = InMemoryVault.withKek(hsm, sources);
    Authentication authentication = new Authentication(vault.replica(), sources);
    caller = authentication.authenticate(vault.mintRoot(sources), deadline());
    writer = new ItemWriter(vault.replica(), hsm.ports(), sources);
    crypto = new CryptoService(vault.replica(), hsm.ports(), sources);
    exports = new ExportService(vault.replica(), hsm.ports(), sources);
  }

  private static Deadline deadline() {
    return Deadline.after(Duration.ofSeconds(10), System::nanoTime);
  }

  private Call call() {
    IdempotencyKey key = new IdempotencyKey(Bytes.copyOf(sources.entropy().bytes(32)));
    return new Call(caller, new RequestTag(key, List.of(), Bytes.utf8("same")), deadline());
  }

  private static Draft draft(Algorithm algorithm, boolean exportable) {
    return new Draft(
        new ItemKind.Key(algorithm, exportable, Optional.empty()),
        FolderPath.ROOT,
        Optional.of("k" + RANDOM.nextLong()),
        Labels.NONE,
        Optional.empty(),
        RotationSettings.INHERITED);
  }

  private static void assertRefused(Rejection.Code code, ThrowingCallable action) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            RequestRefused.class, e -> assertThat(e.rejection().code()).isEqualTo(code));
  }

  private static KeyChoice current(ItemId id) {
    return new KeyChoice(id, Optional.empty());
  }

  private static KeyChoice version(ItemId id, int number) {
    return new KeyChoice(id, Optional.of(new VersionNumber(number)));
  }

  private ItemId generated(boolean exportable) throws Exception {
    return writer.generateKey(call(), draft(ALGORITHM, exportable)).item().id();
  }

  private byte[] signed(KeyChoice key) throws Exception {
    return crypto.sign(call(), key, MESSAGE).value().toArray();
  }

  private boolean verifies(KeyChoice key, byte[] signature) throws Exception {
    return crypto.verify(call(), key, MESSAGE, signature).valid();
  }

  private static Bytes sealed(InMemoryVault vault) {
    return vault.log().getLast().command() instanceof CreateItem create
            && create.material() instanceof Material.SoftwareKey key
        ? key.privateKey().ciphertext()
        : Bytes.empty();
  }

  private void change(ItemId id, StateName state) throws Exception {
    writer.changeState(call(), new ChangeState(id, Optional.empty(), state, Optional.empty()));
  }

  @Test
  void aSoftwareKeySignsAndTheLogHasItsCiphertextOnly() throws Exception {
    int held = hsm.keys().size();
    ItemId id = generated(true);
    assertThat(hsm.keys()).hasSize(held);
    byte[] signature = signed(current(id));
    assertThat(signature).hasSize(3309);
    assertThat(verifies(current(id), signature)).isTrue();
    signature[100] ^= 1;
    assertThat(verifies(current(id), signature)).isFalse();
    assertThat(verifies(current(id), new byte[3])).isFalse();
    Bytes atRest = sealed(vault);
    try (ExportService.Exported exported = exports.export(call(), current(id))) {
      assertThat(atRest.size()).isEqualTo(exported.secret().size() + 28);
      String clear = HexFormat.of().formatHex(exported.secret().toArray());
      assertThat(atRest.toHex()).doesNotContain(clear.substring(60, 120));
    }
  }

  @Test
  void eachVersionIsSealedForItself() throws Exception {
    ItemId id = generated(false);
    byte[] first = signed(current(id));
    writer.rotateKey(call(), id, Optional.empty(), BY_POLICY);
    byte[] second = signed(current(id));
    assertThat(verifies(version(id, 1), first)).isTrue();
    assertThat(verifies(version(id, 2), second)).isTrue();
    assertThat(verifies(version(id, 2), first)).isFalse();
    ItemId other = generated(false);
    Material.Sealed foreign =
        new Material.Sealed(new KekVersion(1), sealed(vault), Optional.empty());
    Values values = new Values(hsm.ports());
    KeyRef kek = vault.<KeyRef>read(view -> view.kek(new KekVersion(1)).orElseThrow());
    Material.SoftwareKey swapped =
        new Material.SoftwareKey(foreign, new PublicKey(Bytes.utf8("any")));
    Reading.Kek opening = new Reading.Kek(new KekVersion(1), kek);
    VersionId own = new VersionId(other, VersionNumber.FIRST);
    values.openKey(opening, own, swapped, deadline()).close();
    VersionId stranger = new VersionId(id, VersionNumber.FIRST);
    assertThatThrownBy(() -> values.openKey(opening, stranger, swapped, deadline()))
        .isInstanceOf(IllegalStateException.class);
    Values.Keys asValue = new Values.Keys(opening, Optional.empty());
    assertThatThrownBy(() -> values.open(asValue, own, foreign, deadline()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatTheConfigurationRefusesIsNeitherMadeNorUsedButVerified() throws Exception {
    ItemId id = generated(true);
    byte[] signature = signed(current(id));
    hsm.software().setRefused(true);
    assertThatThrownBy(() -> generated(false))
        .isInstanceOf(RequestRefused.class)
        .hasMessageContaining("hsm.software-keys");
    assertRefused(Rejection.Code.ALGORITHM_UNSUPPORTED, () -> generated(false));
    assertRefused(Rejection.Code.ALGORITHM_UNSUPPORTED, () -> signed(current(id)));
    assertRefused(Rejection.Code.ALGORITHM_UNSUPPORTED, () -> exports.export(call(), current(id)));
    assertRefused(
        Rejection.Code.ALGORITHM_UNSUPPORTED,
        () -> writer.rotateKey(call(), id, Optional.empty(), BY_POLICY));
    assertThat(verifies(current(id), signature)).isTrue();
  }

  @Test
  void anExportedPairComesInAgain() throws Exception {
    ItemId id = generated(true);
    byte[] signature = signed(current(id));
    try (ExportService.Exported exported = exports.export(call(), current(id))) {
      PublicKey half = exported.publicKey().orElseThrow();
      KeyMaterial.Pair pair = new KeyMaterial.Pair(half, exported.secret());
      ItemId again = writer.importKey(call(), draft(ALGORITHM, false), pair).item().id();
      assertThat(verifies(current(again), signature)).isTrue();
      assertThat(verifies(current(id), signed(current(again)))).isTrue();
      assertRefused(Rejection.Code.NOT_EXPORTABLE, () -> exports.export(call(), current(again)));
      ItemId publicOnly =
          writer
              .importKey(call(), draft(ALGORITHM, false), new KeyMaterial.PublicOnly(half))
              .item()
              .id();
      assertThat(verifies(current(publicOnly), signature)).isTrue();
      assertRefused(Rejection.Code.VERIFY_ONLY, () -> signed(current(publicOnly)));
      KeyMaterial.Pair strange =
          new KeyMaterial.Pair(new PublicKey(Bytes.utf8("no key")), exported.secret());
      assertRefused(
          Rejection.Code.PUBLIC_KEY_REFUSED,
          () -> writer.importKey(call(), draft(ALGORITHM, false), strange));
    }
    try (SecretBytes garbage = SecretBytes.utf8("no key");
        ExportService.Exported exported = exports.export(call(), current(id))) {
      KeyMaterial.Pair pair = new KeyMaterial.Pair(exported.publicKey().orElseThrow(), garbage);
      assertRefused(
          Rejection.Code.PRIVATE_KEY_REFUSED,
          () -> writer.importKey(call(), draft(ALGORITHM, false), pair));
    }
  }

  @Test
  void statesCountAsForKeysInTheHsm() throws Exception {
    ItemId id = generated(true);
    byte[] signature = signed(current(id));
    change(id, StateName.SUSPENDED);
    assertRefused(Rejection.Code.VERSION_NOT_USABLE, () -> signed(current(id)));
    assertThat(verifies(current(id), signature)).isTrue();
    ItemReader reader =
        new ItemReader(
            vault.replica(), hsm.ports(), sources, Set.of(StateName.ACTIVE, StateName.SUSPENDED));
    try (ItemDetails details = reader.get(call(), id, new VersionSelector.Current())) {
      assertThat(details.versions().getFirst().secret()).isEmpty();
      assertThat(details.versions().getFirst().publicKey()).isPresent();
    }
    change(id, StateName.DESTROYED);
    assertThat(vault.<Integer>read(view -> view.outbox(0, 9).size())).isZero();
    assertRefused(Rejection.Code.VERSION_NOT_USABLE, () -> verifies(current(id), signature));
  }

  @Test
  void aKeySuspendedWhileItIsOpenedYieldsNoSignature() throws Exception {
    ItemId id = generated(false);
    hsm.duringNextOperation(() -> {
      try {
        change(id, StateName.SUSPENDED);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
    assertRefused(Rejection.Code.VERSION_NOT_USABLE, () -> signed(current(id)));
  }
}
