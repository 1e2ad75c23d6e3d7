package io.craton.vault.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.command.Command.ChangeState;
import io.craton.vault.core.command.Command.Draft;
import io.craton.vault.core.command.Command.Retirement;
import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.decision.ItemSummary;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.IdempotencyKey;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.service.CryptoService.KeyChoice;
import io.craton.vault.core.service.ItemWriter.NewValue;
import io.craton.vault.core.service.ItemWriter.Succession;
import io.craton.vault.core.testing.FakeHsm;
import io.craton.vault.core.testing.InMemoryVault;
import io.craton.vault.core.time.VaultDuration;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Use cases over an in-memory vault and a fake HSM: what is checked, and when.
final class ServiceTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

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
  private ItemReader reader;
  private CryptoService crypto;

  @BeforeEach
  void startVault() throws RequestRefused, Unavailable {
    vault = InMemoryVault.withKek(hsm, sources);
    Authentication authentication = new Authentication(vault.replica(), sources);
    caller = authentication.authenticate(vault.mintRoot(sources), deadline());
    writer = new ItemWriter(vault.replica(), hsm.ports(), sources);
    reader = new ItemReader(vault.replica(), hsm.ports(), sources, Set.of(StateName.ACTIVE));
    crypto = new CryptoService(vault.replica(), hsm.ports(), sources);
  }

  private static Deadline deadline() {
    return Deadline.after(Duration.ofSeconds(10), System::nanoTime);
  }

  private Call call() {
    return new Call(caller, tag(), deadline());
  }

  private RequestTag tag(IdempotencyKey... earlier) {
    IdempotencyKey key = new IdempotencyKey(Bytes.copyOf(sources.entropy().bytes(32)));
    return new RequestTag(key, List.of(earlier), Bytes.utf8("same"));
  }

  private static Draft draft(ItemKind kind, String name) {
    return new Draft(
        kind,
        FolderPath.ROOT,
        Optional.of(name),
        Labels.NONE,
        Optional.empty(),
        RotationSettings.INHERITED);
  }

  private ItemId signingKey() throws RequestRefused, Unavailable {
    ItemKind kind = new ItemKind.Key(Algorithm.SIGN_ES256, false, Optional.empty());
    return writer.generateKey(call(), draft(kind, "k" + RANDOM.nextLong())).item().id();
  }

  private static void assertRefused(Rejection.Code code, ThrowingCallable action) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            RequestRefused.class, e -> assertThat(e.rejection().code()).isEqualTo(code));
  }

  private void change(ItemId id, StateName state) {
    ChangeState change = new ChangeState(id, Optional.empty(), state, Optional.empty());
    try {
      var _ = writer.changeState(call(), change);
    } catch (RequestRefused | Unavailable e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyChoice current(ItemId id) {
    return new KeyChoice(id, Optional.empty());
  }

  @Test
  void signatureVerifiesUntilTheKeyIsDestroyed() throws RequestRefused, Unavailable {
    ItemId id = signingKey();
    byte[] message = {1, 2, 3};
    byte[] signature = crypto.sign(call(), current(id), message).value().toArray();
    for (StateName state : List.of(StateName.ACTIVE, StateName.SUSPENDED, StateName.DEACTIVATED)) {
      change(id, state);
      assertThat(crypto.verify(call(), current(id), message, signature).valid()).isTrue();
    }
    assertThat(crypto.verify(call(), current(id), new byte[9], signature).valid()).isFalse();
    assertThat(crypto.verify(call(), current(id), message, new byte[5]).valid()).isFalse();
    change(id, StateName.DESTROYED);
    assertRefused(
        Rejection.Code.VERSION_NOT_USABLE,
        () -> crypto.verify(call(), current(id), message, signature));
  }

  @Test
  void keySuspendedWhileTheHsmSignsYieldsNoSignature() throws RequestRefused, Unavailable {
    ItemId id = signingKey();
    hsm.duringNextOperation(() -> change(id, StateName.SUSPENDED));
    assertRefused(
        Rejection.Code.VERSION_NOT_USABLE, () -> crypto.sign(call(), current(id), new byte[1]));
  }

  @Test
  void keyRotatedWhileTheHsmSignsSignsWithItsNewVersion() throws RequestRefused, Unavailable {
    ItemId id = signingKey();
    byte[] message = {1, 2, 3};
    hsm.duringNextOperation(() -> rotate(id));
    CryptoService.Signature signature = crypto.sign(call(), current(id), message);
    assertThat(signature.key().version()).isEqualTo(VersionNumber.FIRST.next());
    assertThat(crypto.verify(call(), current(id), message, signature.value().toArray()).valid())
        .isTrue();
  }

  @Test
  void versionThatWasNamedAndIsRotatedOutWhileTheHsmSignsYieldsNoSignature()
      throws RequestRefused, Unavailable {
    ItemId id = signingKey();
    KeyChoice first = new KeyChoice(id, Optional.of(VersionNumber.FIRST));
    hsm.duringNextOperation(() -> rotate(id));
    assertRefused(Rejection.Code.VERSION_NOT_USABLE, () -> crypto.sign(call(), first, new byte[1]));
  }

  @Test
  void keyRotatedAndSuspendedWhileTheHsmSignsYieldsNoSignature()
      throws RequestRefused, Unavailable {
    ItemId id = signingKey();
    hsm.duringNextOperation(() -> {
      rotate(id);
      change(id, StateName.SUSPENDED);
    });
    assertRefused(
        Rejection.Code.VERSION_NOT_USABLE, () -> crypto.sign(call(), current(id), new byte[1]));
  }

  @Test
  void aKeyThatTheHsmDoesNotShowIsLookedForOnceIfTheStateHoldsIt()
      throws RequestRefused, Unavailable {
    ItemId id = signingKey();
    hsm.hideKeys();
    assertThat(crypto.sign(call(), current(id), new byte[1]).value().size()).isPositive();
    assertThat(hsm.expected()).isEqualTo(1);
  }

  @Test
  void aKeyRevokedUnderAnOperationIsRefusedAndNotLookedFor() throws RequestRefused, Unavailable {
    ItemId id = signingKey();
    hsm.hideKeys();
    hsm.duringNextOperation(() -> change(id, StateName.SUSPENDED));
    assertRefused(
        Rejection.Code.VERSION_NOT_USABLE, () -> crypto.sign(call(), current(id), new byte[1]));
    assertThat(hsm.expected()).isZero();
  }

  @Test
  void aKeyThatIsGoneThoughTheStateHoldsItIsReported() throws RequestRefused, Unavailable {
    ItemId id = signingKey();
    hsm.loseKeys();
    assertThatThrownBy(() -> crypto.sign(call(), current(id), new byte[1]))
        .isInstanceOfSatisfying(
            Unavailable.class,
            e -> assertThat(e.reason()).isEqualTo(Unavailable.Reason.HSM_KEY_MISSING));
    assertThat(hsm.expected()).isEqualTo(1);
  }

  /// A call of somebody whose node stands still while the HSM works, and what happens meanwhile.
  private Call callThatSleeps(Runnable meanwhile) {
    return callThatSleeps(new AtomicLong(), meanwhile);
  }

  private Call callThatSleeps(AtomicLong clock, Runnable meanwhile) {
    Deadline deadline = Deadline.after(Duration.ofSeconds(10), clock::get);
    hsm.duringNextOperation(() -> {
      clock.addAndGet(Duration.ofSeconds(2).toNanos());
      vault.setMissed(meanwhile);
    });
    Caller sleeper =
        new Caller(caller.token(), caller.id(), caller.grant(), Freshness.from(deadline));
    return new Call(sleeper, tag(), deadline);
  }

  @Test
  void aNodeThatSleptWhileTheHsmSignedPassesTheBarrierAgain() throws RequestRefused, Unavailable {
    ItemId id = signingKey();
    Call call = callThatSleeps(() -> change(id, StateName.SUSPENDED));
    assertRefused(
        Rejection.Code.VERSION_NOT_USABLE, () -> crypto.sign(call, current(id), new byte[1]));
  }

  @Test
  void aNodeThatSleptInTheBarrierPassesItAgain() throws RequestRefused, Unavailable {
    ItemId id = signingKey();
    AtomicLong clock = new AtomicLong();
    Call call =
        callThatSleeps(
            clock,
            () -> {
              clock.addAndGet(Duration.ofSeconds(30).toNanos());
              vault.setMissed(() -> change(id, StateName.SUSPENDED));
            });
    assertRefused(
        Rejection.Code.VERSION_NOT_USABLE, () -> crypto.sign(call, current(id), new byte[1]));
  }

  @Test
  void aNodeThatSleptWhileAValueWasOpenedPassesTheBarrierAgain()
      throws RequestRefused, Unavailable {
    ItemId id = storedSecret("value");
    Call call = callThatSleeps(() -> change(id, StateName.DEACTIVATED));
    try (ItemDetails details = reader.get(call, id, new VersionSelector.Current())) {
      assertThat(details.versions().getFirst().secret()).isEmpty();
    }
  }

  @Test
  void secretDeactivatedWhileItIsOpenedIsNotShown() throws RequestRefused, Unavailable {
    ItemId id = storedSecret("value");
    hsm.duringNextOperation(() -> change(id, StateName.DEACTIVATED));
    try (ItemDetails details = reader.get(call(), id, new VersionSelector.Current())) {
      assertThat(details.versions().getFirst().secret()).isEmpty();
      assertThat(details.versions().getFirst().summary().state()).isEqualTo(StateName.DEACTIVATED);
    }
  }

  private ItemId storedSecret(String value) throws RequestRefused, Unavailable {
    return storedSecret(call(), value).item().id();
  }

  private ItemSummary storedSecret(Call call, String value) throws RequestRefused, Unavailable {
    try (SecretBytes secret = SecretBytes.utf8(value)) {
      return writer.store(
          call,
          draft(new ItemKind.Secret(Optional.empty()), "s" + RANDOM.nextLong()),
          new NewValue(secret, Optional.empty()));
    }
  }

  @Test
  void secretIsReadBackInActiveStateOnly() throws RequestRefused, Unavailable {
    ItemId id = storedSecret("hello");
    assertThat(value(id)).contains("hello");
    for (StateName state :
        List.of(StateName.SUSPENDED, StateName.DEACTIVATED, StateName.DESTROYED)) {
      change(id, state);
      assertThat(value(id)).as(state.wireName()).isEmpty();
    }
  }

  private Optional<String> value(ItemId id) throws RequestRefused, Unavailable {
    try (ItemDetails details = reader.get(call(), id, new VersionSelector.Current())) {
      return details.versions().getFirst().secret().map(SecretBytes::decodeUtf8);
    }
  }

  @Test
  void retryMakesNoSecondKeyAndGetsTheFirstAnswer() throws RequestRefused, Unavailable {
    RequestTag first = tag();
    ItemKind kind = new ItemKind.Key(Algorithm.SIGN_ED25519, false, Optional.empty());
    ItemSummary made = writer.generateKey(new Call(caller, first, deadline()), draft(kind, "k"));
    int keys = hsm.keys().size();
    ItemSummary again =
        writer.generateKey(new Call(caller, tag(first.key()), deadline()), draft(kind, "k"));
    assertThat(again).isEqualTo(made);
    assertThat(hsm.keys()).hasSize(keys);
  }

  @Test
  void refusedRequestReachesNeitherLogNorHsm() throws RequestRefused, Unavailable {
    ItemKind kind = new ItemKind.Key(Algorithm.SIGN_ED25519, false, Optional.empty());
    writer.generateKey(call(), draft(kind, "k"));
    int entries = vault.log().size();
    int keys = hsm.keys().size();
    assertRefused(Rejection.Code.NAME_TAKEN, () -> writer.generateKey(call(), draft(kind, "k")));
    assertRefused(
        Rejection.Code.ITEM_NOT_FOUND,
        () -> writer.delete(call(), ItemId.of(sources.entropy().bytes(20)), false));
    assertThat(vault.log()).hasSize(entries);
    assertThat(hsm.keys()).hasSize(keys);
  }

  @Test
  void rotationThatLosesARaceIsTriedOnTheNewVersion() throws RequestRefused, Unavailable {
    ItemId id = signingKey();
    hsm.duringNextOperation(() -> rotate(id));
    ItemSummary rotated = writer.rotateKey(call(), id, Optional.empty(), BY_POLICY);
    assertThat(rotated.item().history().versionCount()).isEqualTo(3);
    assertThat(vault.<Integer>read(view -> view.outbox(0, 9).size())).isEqualTo(1);
  }

  private void rotate(ItemId id) {
    try {
      writer.rotateKey(call(), id, Optional.empty(), BY_POLICY);
    } catch (RequestRefused | Unavailable e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void retryOfARotationIsAnsweredThoughTheItemHasGoneSince() throws RequestRefused, Unavailable {
    ItemId id = signingKey();
    Call first = call();
    ItemSummary rotated = writer.rotateKey(first, id, Optional.empty(), BY_POLICY);
    assertThat(writer.delete(call(), id, false)).isEqualTo(id);
    int keys = hsm.operations();
    Call retry = new Call(caller, tag(first.tag().key()), deadline());
    assertThat(writer.rotateKey(retry, id, Optional.empty(), BY_POLICY)).isEqualTo(rotated);
    assertThat(hsm.operations()).isEqualTo(keys);

    RequestTag other =
        new RequestTag(tag().key(), List.of(first.tag().key()), Bytes.utf8("another request"));
    assertRefused(
        Rejection.Code.ITEM_NOT_FOUND,
        () ->
            writer.rotateKey(new Call(caller, other, deadline()), id, Optional.empty(), BY_POLICY));
  }

  @Test
  void unreachableQuorumAndSilentHsmAreUnavailable() throws RequestRefused, Unavailable {
    ItemId id = signingKey();
    hsm.setDown(true);
    assertThatThrownBy(() -> crypto.sign(call(), current(id), new byte[1]))
        .isInstanceOfSatisfying(
            Unavailable.class, e -> assertThat(e.reason()).isEqualTo(Unavailable.Reason.HSM_DOWN));
    hsm.setDown(false);
    vault.setReachable(false);
    Authentication authentication = new Authentication(vault.replica(), sources);
    assertThatThrownBy(() -> authentication.authenticate("pts_any", deadline()))
        .isInstanceOfSatisfying(
            Unavailable.class, e -> assertThat(e.reason()).isEqualTo(Unavailable.Reason.NO_QUORUM));
  }

  @Test
  void keyOfAnotherPurposeIsRefused() throws RequestRefused, Unavailable {
    ItemId signing = signingKey();
    ItemKind aes = new ItemKind.Key(Algorithm.ENCRYPT_AES_GCM_256, false, Optional.empty());
    ItemId encryption = writer.generateKey(call(), draft(aes, "aes")).item().id();
    assertRefused(
        Rejection.Code.WRONG_PURPOSE,
        () -> crypto.encrypt(call(), current(signing), new byte[1], Optional.empty()));
    assertRefused(
        Rejection.Code.WRONG_PURPOSE, () -> crypto.sign(call(), current(encryption), new byte[1]));
    ItemId secret = storedSecret("x");
    assertRefused(
        Rejection.Code.WRONG_TYPE, () -> crypto.sign(call(), current(secret), new byte[1]));
  }

  private ItemId secretUnder(ItemId key, String value) throws RequestRefused, Unavailable {
    try (SecretBytes secret = SecretBytes.utf8(value)) {
      ItemKind kind = new ItemKind.Secret(Optional.of(key));
      NewValue stored = new NewValue(secret, Optional.empty());
      return writer.store(call(), draft(kind, "s" + RANDOM.nextLong()), stored).item().id();
    }
  }

  @Test
  void valueUnderAVaultKeyOpensAsLongAsTheVersionItWasEncryptedWithLives()
      throws RequestRefused, Unavailable {
    ItemKind aes = new ItemKind.Key(Algorithm.ENCRYPT_AES_GCM_256, false, Optional.empty());
    ItemId key = writer.generateKey(call(), draft(aes, "aes")).item().id();
    ItemId secret = secretUnder(key, "hello");
    var _ = writer.rotateKey(call(), key, Optional.empty(), BY_POLICY);
    assertThat(value(secret)).contains("hello");
    ItemId later = secretUnder(key, "later");
    ChangeState destroy =
        new ChangeState(
            key, Optional.of(VersionNumber.FIRST), StateName.DESTROYED, Optional.empty());
    var _ = writer.changeState(call(), destroy);
    assertThat(value(secret)).isEmpty();
    assertThat(value(later)).contains("later");
    change(key, StateName.SUSPENDED);
    assertThat(value(later)).contains("later");
    assertRefused(Rejection.Code.ENCRYPTING_ITEM_UNUSABLE, () -> secretUnder(key, "x"));
  }

  @Test
  void valueWhoseVaultKeyIsRotatedWhileItIsSealedIsSealedAgain()
      throws RequestRefused, Unavailable {
    ItemKind aes = new ItemKind.Key(Algorithm.ENCRYPT_AES_GCM_256, false, Optional.empty());
    ItemId key = writer.generateKey(call(), draft(aes, "aes")).item().id();
    ItemId secret = secretUnder(key, "old");
    hsm.duringNextOperation(() -> rotate(key));
    try (SecretBytes value = SecretBytes.utf8("new")) {
      NewValue given = new NewValue(value, Optional.empty());
      var _ = writer.rotateValue(call(), secret, Optional.of(given), BY_POLICY);
    }
    assertThat(value(secret)).contains("new");
    hsm.duringNextOperation(() -> change(key, StateName.SUSPENDED));
    try (SecretBytes value = SecretBytes.utf8("newest")) {
      NewValue given = new NewValue(value, Optional.empty());
      assertRefused(
          Rejection.Code.ENCRYPTING_ITEM_UNUSABLE,
          () -> writer.rotateValue(call(), secret, Optional.of(given), BY_POLICY));
    }
    assertThat(value(secret)).contains("new");
  }

  @Test
  void tokenInItsGraceIsShownAndOneThatWasRevokedIsNot() throws RequestRefused, Unavailable {
    ItemKind token = new ItemKind.Token(Optional.empty());
    ItemId id;
    String old = "pts_" + "o".repeat(32);
    try (SecretBytes value = SecretBytes.utf8(old)) {
      NewValue stored = new NewValue(value, Optional.empty());
      id = writer.store(call(), draft(token, "t"), stored).item().id();
    }
    Succession grace = new Succession(Retirement.BY_POLICY, VaultDuration.parse("1h"));
    var _ = writer.rotateValue(call(), id, Optional.empty(), grace);
    VersionSelector first = new VersionSelector.Numbered(VersionNumber.FIRST);
    try (ItemDetails details = reader.get(call(), id, first)) {
      assertThat(details.versions().getFirst().secret().map(SecretBytes::decodeUtf8)).contains(old);
    }
    ChangeState deactivate =
        new ChangeState(
            id, Optional.of(VersionNumber.FIRST), StateName.DEACTIVATED, Optional.empty());
    var _ = writer.changeState(call(), deactivate);
    try (ItemDetails details = reader.get(call(), id, first)) {
      assertThat(details.versions().getFirst().secret()).isEmpty();
    }
  }

  @Test
  void ciphertextOpensWithItsAssociatedDataOnly() throws RequestRefused, Unavailable {
    ItemKind aes = new ItemKind.Key(Algorithm.ENCRYPT_AES_GCM_256, false, Optional.empty());
    KeyChoice key = current(writer.generateKey(call(), draft(aes, "aes")).item().id());
    Optional<Bytes> data = Optional.of(Bytes.utf8("context"));
    byte[] ciphertext = crypto.encrypt(call(), key, new byte[] {7}, data).value().toArray();
    assertThat(crypto.decrypt(call(), key, ciphertext, data).value().toArray()).containsExactly(7);
    assertRefused(
        Rejection.Code.UNDECRYPTABLE,
        () -> crypto.decrypt(call(), key, ciphertext, Optional.empty()));
    ciphertext[20] ^= 1;
    assertRefused(
        Rejection.Code.UNDECRYPTABLE, () -> crypto.decrypt(call(), key, ciphertext, data));
  }
}
