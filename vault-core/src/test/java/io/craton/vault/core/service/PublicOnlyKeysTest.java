package io.craton.vault.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.algorithm.EcdsaSignature;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.command.Command.ChangeState;
import io.craton.vault.core.command.Command.Draft;
import io.craton.vault.core.command.Command.Retirement;
import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.IdempotencyKey;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.KeyGenerator.Generated;
import io.craton.vault.core.port.KeyMaterial;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.service.CryptoService.KeyChoice;
import io.craton.vault.core.service.CryptoService.KeyUsed;
import io.craton.vault.core.service.ItemWriter.Succession;
import io.craton.vault.core.testing.FakeHsm;
import io.craton.vault.core.testing.InMemoryVault;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Keys of which the vault has the public half only: they verify, and nothing pretends that they do
/// more.
final class PublicOnlyKeysTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final byte[] MESSAGE = {1, 2, 3};

  private static final Succession BY_POLICY =
      new Succession(Retirement.BY_POLICY, Optional.empty());

  /// Somebody else's HSM, with the private half.
  private final FakeHsm elsewhere = new FakeHsm();

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

  @BeforeEach
  void startVault() throws Exception {
    vault = InMemoryVault.withKek(hsm, sources);
    Authentication authentication = new Authentication(vault.replica(), sources);
    caller = authentication.authenticate(vault.mintRoot(sources), deadline());
    writer = new ItemWriter(vault.replica(), hsm.ports(), sources);
    crypto = new CryptoService(vault.replica(), hsm.ports(), sources);
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

  private Generated pairElsewhere(Algorithm algorithm) throws Exception {
    return elsewhere.generate(algorithm, true, deadline());
  }

  private byte[] signedElsewhere(Algorithm algorithm, Generated pair) throws Exception {
    return elsewhere.sign(pair.ref(), algorithm, MESSAGE, deadline()).toArray();
  }

  private static KeyMaterial publicHalf(Generated pair) {
    return new KeyMaterial.PublicOnly(pair.publicKey().orElseThrow());
  }

  private ItemId stored(Algorithm algorithm, Generated pair) throws Exception {
    return writer.importKey(call(), draft(algorithm, false), publicHalf(pair)).item().id();
  }

  private boolean verifies(KeyChoice key, byte[] signature) throws Exception {
    return crypto.verify(call(), key, MESSAGE, signature).valid();
  }

  @Test
  void aPublicKeyAloneVerifiesAndDoesNothingElse() throws Exception {
    Generated pair = pairElsewhere(Algorithm.SIGN_ES256);
    int held = hsm.keys().size();
    ItemId id = stored(Algorithm.SIGN_ES256, pair);
    assertThat(hsm.keys()).hasSize(held);
    byte[] raw = signedElsewhere(Algorithm.SIGN_ES256, pair);
    assertThat(verifies(current(id), raw)).isTrue();
    assertThat(verifies(current(id), EcdsaSignature.toDer(Bytes.copyOf(raw)).toArray())).isTrue();
    raw[7] ^= 1;
    assertThat(verifies(current(id), raw)).isFalse();
    assertRefused(Rejection.Code.VERIFY_ONLY, () -> crypto.sign(call(), current(id), MESSAGE));
    ExportService exports = new ExportService(vault.replica(), hsm.ports(), sources);
    assertRefused(Rejection.Code.NOT_EXPORTABLE, () -> exports.export(call(), current(id)));
  }

  @Test
  void thePublicKeyIsReadWithTheItem() throws Exception {
    Generated pair = pairElsewhere(Algorithm.SIGN_ED25519);
    ItemId id = stored(Algorithm.SIGN_ED25519, pair);
    ItemReader reader =
        new ItemReader(vault.replica(), hsm.ports(), sources, Set.of(StateName.ACTIVE));
    try (ItemDetails details = reader.get(call(), id, new VersionSelector.Current())) {
      assertThat(details.versions().getFirst().publicKey()).isEqualTo(pair.publicKey());
    }
  }

  @Test
  void eachVersionKnowsWhetherItSigns() throws Exception {
    Algorithm algorithm = Algorithm.SIGN_ED25519;
    Generated first = pairElsewhere(algorithm);
    ItemId id = stored(algorithm, first);
    int held = hsm.keys().size();
    int entries = vault.log().size();
    assertRefused(
        Rejection.Code.VERIFY_ONLY,
        () -> writer.rotateKey(call(), id, Optional.empty(), BY_POLICY));
    assertThat(vault.log()).hasSize(entries);
    assertThat(hsm.keys()).hasSize(held);
    Generated second = pairElsewhere(algorithm);
    writer.rotateKey(call(), id, Optional.of(publicHalf(second)), BY_POLICY);
    assertRefused(Rejection.Code.VERIFY_ONLY, () -> crypto.sign(call(), current(id), MESSAGE));
    assertThat(verifies(current(id), signedElsewhere(algorithm, second))).isTrue();
    assertThat(verifies(current(id), signedElsewhere(algorithm, first))).isFalse();
    Generated third = pairElsewhere(algorithm);
    try (SecretBytes secret = elsewhere.exportKey(third.ref(), algorithm, deadline());
        KeyMaterial pair = new KeyMaterial.Pair(third.publicKey().orElseThrow(), secret)) {
      writer.rotateKey(call(), id, Optional.of(pair), BY_POLICY);
    }
    byte[] signature = crypto.sign(call(), current(id), MESSAGE).value().toArray();
    assertThat(signature).isEqualTo(signedElsewhere(algorithm, third));
    writer.rotateKey(call(), id, Optional.empty(), BY_POLICY);
    assertThat(hsm.keys()).hasSize(held + 2);
    assertThat(verifies(version(id, 1), signedElsewhere(algorithm, first))).isTrue();
    assertThat(verifies(version(id, 2), signedElsewhere(algorithm, second))).isTrue();
    assertThat(verifies(version(id, 3), signature)).isTrue();
    assertThat(verifies(version(id, 4), signature)).isFalse();
    assertRefused(
        Rejection.Code.PRIVATE_KEY_REQUIRED,
        () -> writer.rotateKey(call(), id, Optional.of(publicHalf(first)), BY_POLICY));
    assertThat(crypto.sign(call(), current(id), MESSAGE).key().version().value()).isEqualTo(4);
  }

  @Test
  void destroyingOneLeavesNothingToDoInTheHsm() throws Exception {
    Generated pair = pairElsewhere(Algorithm.SIGN_ES384);
    ItemId id = stored(Algorithm.SIGN_ES384, pair);
    ItemId deleted = stored(Algorithm.SIGN_ES384, pair);
    ChangeState destroy =
        new ChangeState(id, Optional.empty(), StateName.DESTROYED, Optional.empty());
    writer.changeState(call(), destroy);
    writer.delete(call(), deleted, false);
    assertThat(vault.<Integer>read(view -> view.outbox(0, 9).size())).isZero();
    byte[] signature = signedElsewhere(Algorithm.SIGN_ES384, pair);
    assertRefused(Rejection.Code.VERSION_NOT_USABLE, () -> verifies(current(id), signature));
  }

  @Test
  void whatAPublicKeyIsOfNoUseForIsRefused() throws Exception {
    Generated rsa = pairElsewhere(Algorithm.ENCRYPT_RSA_OAEP_2048_SHA256);
    Generated ed = pairElsewhere(Algorithm.PKI_ED25519);
    assertRefused(
        Rejection.Code.PUBLIC_KEY_REFUSED,
        () -> stored(Algorithm.ENCRYPT_RSA_OAEP_2048_SHA256, rsa));
    assertRefused(Rejection.Code.PUBLIC_KEY_REFUSED, () -> stored(Algorithm.PKI_ED25519, ed));
    Draft exportable = draft(Algorithm.SIGN_ED25519, true);
    assertRefused(
        Rejection.Code.PUBLIC_KEY_REFUSED,
        () -> writer.importKey(call(), exportable, publicHalf(ed)));
    ItemId pair = writer.generateKey(call(), exportable).item().id();
    assertRefused(
        Rejection.Code.PRIVATE_KEY_REQUIRED,
        () -> writer.rotateKey(call(), pair, Optional.of(publicHalf(ed)), BY_POLICY));
    KeyMaterial garbage = new KeyMaterial.PublicOnly(new PublicKey(Bytes.utf8("no key")));
    assertRefused(
        Rejection.Code.PUBLIC_KEY_REFUSED,
        () -> writer.importKey(call(), draft(Algorithm.SIGN_ED25519, false), garbage));
  }

  @Test
  void aWebTokenOfOthersIsVerifiedAndNoneIsSigned() throws Exception {
    Algorithm algorithm = Algorithm.JWT_ES256;
    Generated pair = pairElsewhere(algorithm);
    ItemId id = stored(algorithm, pair);
    TokenService tokens = new TokenService(vault.replica(), hsm.ports(), sources);
    byte[] signature = signedElsewhere(algorithm, pair);
    assertThat(tokens.verify(call(), current(id), "ES256", MESSAGE, signature).valid()).isTrue();
    assertThat(tokens.verify(call(), current(id), "ES384", MESSAGE, signature).valid()).isFalse();
    assertRefused(
        Rejection.Code.VERIFY_ONLY, () -> tokens.sign(call(), id, (KeyUsed key) -> MESSAGE));
  }
}
