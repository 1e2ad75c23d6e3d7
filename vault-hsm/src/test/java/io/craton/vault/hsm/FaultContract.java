package io.craton.vault.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.KeyGenerator.Generated;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Unavailable.Reason;
import io.craton.vault.hsm.HsmHealth.State;
import io.craton.vault.hsm.HsmOpenException.Kind;
import io.craton.vault.hsm.pkcs11.Binding;
import io.craton.vault.hsm.pkcs11.Cka;
import io.craton.vault.hsm.pkcs11.Ckr;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import io.craton.vault.hsm.pkcs11.Template;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the layer makes of a token that fails.
abstract class FaultContract {
  private static final Algorithm ES256 = Algorithm.SIGN_ES256;
  private static final byte[] MESSAGE = {1, 2, 3};
  private static final Duration MOST_TO_RECOVER = Duration.ofSeconds(5);
  private static final Logger FIGURES = LoggerFactory.getLogger("figures");

  private TestToken token;
  private Intercepted library;
  private Hsm hsm;

  abstract Binding binding();

  /// How the calls of the tests are made.
  Way way() {
    return Way.HANDED_OVER;
  }

  @BeforeEach
  void open(@TempDir Path directory) throws Exception {
    token = TestToken.create(directory);
    library = new Intercepted(binding().load(TestToken.LIBRARY));
    hsm = Hsm.open(rarelyChecked(token.pin()), library.proxy(), clock(), System::nanoTime);
  }

  @AfterEach
  void close() {
    library.unhook();
    hsm.close();
    assertThat(library.violations()).isZero();
  }

  /// No health check in the background, so that a test may pull at idle sessions.
  private HsmConfig rarelyChecked(SecretBytes pin) {
    HsmConfig config = token.config(binding(), pin);
    HsmConfig.Pool pool = new HsmConfig.Pool(4, Duration.ofSeconds(5), Duration.ofHours(1));
    return new HsmConfig(config.library(), config.tokenLabel(), config.cluster(), pin, pool);
  }

  private static InstantSource clock() {
    return InstantSource.system();
  }

  private Deadline within(Duration duration) {
    return way().within(duration);
  }

  private Deadline soon() {
    return within(Duration.ofSeconds(30));
  }

  private Generated newKey() throws Exception {
    return hsm.keyGenerator().generate(ES256, false, soon());
  }

  private boolean signsAsItself(Generated key) throws Exception {
    byte[] signature = hsm.signer().sign(key.ref(), ES256, MESSAGE, soon()).toArray();
    return OutsideVerifier.JDK.verifies(key.publicKey().orElseThrow(), ES256, MESSAGE, signature);
  }

  private void awaitReady() {
    Deadline deadline = soon();
    while (hsm.health().state() != State.READY && !deadline.expired()) {
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    assertThat(hsm.health().state()).isEqualTo(State.READY);
  }

  private void assertUnavailable(Generated key, Reason reason) {
    assertThatThrownBy(() -> signsAsItself(key))
        .isInstanceOfSatisfying(
            Unavailable.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.retryAfter()).isPositive();
            });
  }

  /// The cause has just ended: from now on the key must serve again in time, without a restart, and
  /// every signature on the way must be its own.
  private void assertRecovers(String from, Generated key) throws Exception {
    long start = System.nanoTime();
    Deadline deadline = within(MOST_TO_RECOVER);
    boolean signed = false;
    while (!signed) {
      try {
        assertThat(signsAsItself(key)).isTrue();
        signed = true;
      } catch (Unavailable e) {
        assertThat(deadline.expired()).as("recovers in time; %s", e.getMessage()).isFalse();
        LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
      }
    }
    long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
    FIGURES.info("{}: {} signs again after {} ms", binding(), from, millis);
    assertThat(millis).isLessThan(MOST_TO_RECOVER.toMillis());
  }

  @Test
  void aWrongPinIsTriedOnceAndNamedInTheError() {
    hsm.close();
    long before = library.count("login");
    HsmConfig wrong = rarelyChecked(SecretBytes.utf8("00000000"));
    assertThatThrownBy(() -> Hsm.open(wrong, library.proxy(), clock(), System::nanoTime))
        .isInstanceOfSatisfying(
            HsmOpenException.class, e -> assertThat(e.kind()).isEqualTo(Kind.WRONG_PIN))
        .hasMessageContaining("refused the PIN")
        .hasMessageNotContaining("00000000");
    assertThat(library.count("login") - before).isEqualTo(1);
  }

  @Test
  void aPinThatIsRefusedDuringRecoveryIsNotTriedAgain() throws Exception {
    Generated key = newKey();
    long before = library.count("login");
    library.hook((call, arguments) -> {
      if (call.equals("login")) {
        library.real().login((long) arguments[0], SecretBytes.utf8("00000000"));
      }
      return null;
    });
    library.real().logout(library.sessions().getLast());
    assertUnavailable(key, Reason.HSM_FAILED);
    Deadline deadline = soon();
    while (hsm.health().state() != State.REFUSED && !deadline.expired()) {
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    assertThat(hsm.health().state()).isEqualTo(State.REFUSED);
    assertThat(library.count("login")).isEqualTo(before);
    library.unhook();
    assertUnavailable(key, Reason.HSM_DOWN);
    assertThat(library.count("login")).isEqualTo(before);
  }

  @Test
  void aTokenOfAnotherLabelIsNotFound() {
    hsm.close();
    HsmConfig config = rarelyChecked(token.pin());
    HsmConfig other = new HsmConfig(config.library(), "absent", "test", token.pin(), config.pool());
    assertThatThrownBy(() -> Hsm.open(other, clock(), System::nanoTime))
        .isInstanceOfSatisfying(
            HsmOpenException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TOKEN_NOT_FOUND));
  }

  @Test
  void aFileThatIsNoLibraryIsNotLoadable(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("no-library.so"), "text");
    assertThatThrownBy(() -> binding().load(file)).isInstanceOf(Binding.LibraryNotLoadable.class);
  }

  @Test
  void closedSessionsAreReplaced() throws Exception {
    Generated key = newKey();
    closeAllSessions();
    assertRecovers("closed sessions", key);
  }

  /// For the login, for changes, and two for calls: that is all that others leave of the token's.
  @Test
  void fewerSessionsThanConfiguredServeEveryCall() throws Exception {
    hsm.close();
    AtomicInteger left = new AtomicInteger(4);
    library.hook((call, arguments) -> {
      if (call.equals("openSession") && left.getAndDecrement() <= 0) {
        throw new CryptokiException("C_OpenSession", Ckr.SESSION_COUNT);
      }
      return null;
    });
    hsm = Hsm.open(rarelyChecked(token.pin()), library.proxy(), clock(), System::nanoTime);
    Generated key = newKey();
    try (ExecutorService callers = Way.callers()) {
      List<Future<Boolean>> calls = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        calls.add(callers.submit(() -> signsAsItself(key)));
      }
      for (Future<Boolean> call : calls) {
        assertThat(call.get()).isTrue();
      }
    }
    assertThat(hsm.metrics().errors(ErrorClass.NO_SESSION)).isPositive();
    assertThat(hsm.health().state()).isEqualTo(State.READY);
  }

  @Test
  void withoutAnySessionCallsFailAtOnceUntilThereAreSome() throws Exception {
    Generated key = newKey();
    closeAllSessions();
    library.hook((call, arguments) -> {
      if (call.equals("openSession")) {
        throw new CryptokiException("C_OpenSession", Ckr.SESSION_COUNT);
      }
      return null;
    });
    assertThatThrownBy(() -> signsAsItself(key)).isInstanceOf(Unavailable.class);
    Deadline deadline = soon();
    while (hsm.health().state() == State.READY && !deadline.expired()) {
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    assertUnavailable(key, Reason.HSM_DOWN);
    long start = System.nanoTime();
    assertUnavailable(key, Reason.HSM_DOWN);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(HsmLimits.RECOVERY_WAIT);
    library.unhook();
    assertRecovers("exhausted sessions", key);
  }

  private void closeAllSessions() {
    for (long session : library.sessions()) {
      try {
        library.real().closeSession(session);
      } catch (CryptokiException e) {
        // It was closed earlier.
      }
    }
  }

  @Test
  void aLogoutIsFollowedByALoginAndANewEpoch() throws Exception {
    Generated key = newKey();
    int epoch = hsm.health().epoch();
    library.real().logout(library.sessions().getLast());
    assertRecovers("a logout", key);
    assertThat(hsm.health().epoch()).isGreaterThan(epoch);
  }

  @Test
  void afterTheLibraryWasStartedAgainEveryKeySignsAsItself() throws Exception {
    List<Generated> keys = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      keys.add(newKey());
    }
    String deleted = Hsm.idOf(keys.removeFirst().ref()).toHex();
    token.pkcs11Tool("--delete-object", "--type", "privkey", "--id", deleted);
    library.real().finalizeLibrary();
    assertRecovers("a library started again", keys.getLast());
    for (Generated key : keys.reversed()) {
      assertThat(signsAsItself(key)).isTrue();
    }
  }

  @Test
  void aKeyDeletedBehindOurBackIsMissingAfterOneFreshStart() throws Exception {
    Generated key = deletedBehindOurBack();
    int epoch = hsm.health().epoch();
    assertUnavailable(key, Reason.HSM_KEY_MISSING);
    hsm.keySearch().expect(key.ref());
    for (int i = 0; i < 5; i++) {
      assertUnavailable(key, Reason.HSM_KEY_MISSING);
      assertThat(hsm.health().state()).isEqualTo(State.READY);
      assertThat(hsm.health().epoch()).isEqualTo(epoch + 1);
    }
    assertThat(signsAsItself(newKey())).isTrue();
  }

  @Test
  void aKeyThatNobodyExpectsIsMissingWithoutAFreshStart() throws Exception {
    Generated key = deletedBehindOurBack();
    int epoch = hsm.health().epoch();
    for (int i = 0; i < 5; i++) {
      assertUnavailable(key, Reason.HSM_KEY_MISSING);
      assertThat(hsm.health().state()).isEqualTo(State.READY);
      assertThat(hsm.health().epoch()).isEqualTo(epoch);
    }
  }

  private Generated deletedBehindOurBack() throws Exception {
    Generated key = newKey();
    assertThat(signsAsItself(key)).isTrue();
    String id = Hsm.idOf(key.ref()).toHex();
    token.pkcs11Tool("--delete-object", "--type", "privkey", "--id", id);
    return key;
  }

  /// As SoftHSM was seen to be to keys that other processes made: two of them, one after the other.
  @Test
  void keysThatTheLibraryIsBlindToAreFoundByAFreshStart() throws Exception {
    Generated other = newKey();
    for (int round = 0; round < 2; round++) {
      Generated key = newKey();
      library.real().finalizeLibrary();
      assertThat(signsAsItself(other)).isTrue();
      long starts = library.count("initialize");
      blindTo(key, starts);
      assertUnavailable(key, Reason.HSM_KEY_MISSING);
      hsm.keySearch().expect(key.ref());
      assertThat(signsAsItself(key)).isTrue();
      assertThat(library.count("initialize")).isEqualTo(starts + 1);
    }
  }

  /// Searches for the key find nothing as long as the library was started no more than `starts`
  /// times.
  private void blindTo(Generated key, long starts) {
    byte[] id = Hsm.idOf(key.ref()).toArray();
    ThreadLocal<Boolean> blind = ThreadLocal.withInitial(() -> false);
    library.hook((call, arguments) -> {
      if (call.equals("findObjectsInit")) {
        blind.set(library.count("initialize") == starts && names((Template) arguments[1], id));
      }
      return call.equals("findObjects") && blind.get() ? new long[0] : null;
    });
  }

  private static boolean names(Template template, byte[] id) {
    for (int i = 0; i < template.size(); i++) {
      if (template.type(i) == Cka.ID && Arrays.equals(template.value(i), id)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void aVanishedTokenIsNoMissingKeyAndComesBack() throws Exception {
    Generated key = newKey();
    Path away = token.tokens().resolveSibling("away");
    Files.move(token.tokens(), away);
    assertUnavailable(key, Reason.HSM_DOWN);
    assertThat(hsm.health().state()).isEqualTo(State.RECOVERING);
    long start = System.nanoTime();
    assertUnavailable(key, Reason.HSM_DOWN);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .as("once it has lasted, nobody waits for it")
        .isLessThan(HsmLimits.RECOVERY_WAIT.dividedBy(2));
    assertThatThrownBy(() -> hsm.keyDestroyer().destroy(key.ref(), soon()))
        .isInstanceOf(Unavailable.class);
    Files.move(away, token.tokens());
    assertRecovers("a vanished token", key);
  }

  /// What would crash the process, were it not impossible.
  @Test
  void restartsUnderLoadCutOffNoCallAndNoSessionIsInTwoThreads() throws Exception {
    Generated key = newKey();
    int restarts = 3;
    long starts = library.count("initialize");
    AtomicInteger signatures = new AtomicInteger();
    library.hook((call, arguments) -> {
      boolean due = library.count("initialize") - starts < restarts;
      if (due && call.equals("signInit") && signatures.get() % 50 == 49) {
        throw new CryptokiException("C_SignInit", Ckr.DEVICE_ERROR);
      }
      return null;
    });
    try (ExecutorService callers = Way.callers()) {
      List<Future<Boolean>> calls = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        calls.add(callers.submit(() -> signUntil(key, signatures, starts + restarts)));
      }
      for (Future<Boolean> call : calls) {
        assertThat(call.get()).isTrue();
      }
    }
    assertThat(library.count("initialize")).isGreaterThanOrEqualTo(starts + restarts);
    assertThat(library.violations()).isZero();
    assertRecovers("restarts under load", key);
  }

  /// Every signature is that of the key; a refusal is fine.
  private boolean signUntil(Generated key, AtomicInteger signatures, long starts) throws Exception {
    Deadline deadline = soon();
    while (library.count("initialize") < starts && !deadline.expired()) {
      try {
        assertThat(signsAsItself(key)).isTrue();
      } catch (Unavailable e) {
        assertThat(e.retryAfter()).isPositive();
      }
      signatures.incrementAndGet();
    }
    return !deadline.expired();
  }

  @Test
  void aHangingCallIsNoticedAtItsDeadlineAndHoldsUpNobodyElse() throws Exception {
    Generated key = newKey();
    CountDownLatch release = new CountDownLatch(1);
    AtomicBoolean first = new AtomicBoolean(true);
    library.hook((call, arguments) -> {
      if (call.equals("sign") && first.getAndSet(false)) {
        release.await();
      }
      return null;
    });
    try (ExecutorService callers = Way.callers()) {
      Future<Reason> caller = callers.submit(() -> refusal(key, Duration.ofMillis(200)));
      Deadline noticed = within(Duration.ofSeconds(5));
      while (hsm.metrics().timeouts() == 0 && !noticed.expired()) {
        LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
      }
      assertThat(noticed.expired()).as("somebody notices").isFalse();
      assertThat(hsm.health().lastError()).contains(ErrorClass.HUNG);
      if (way() == Way.HANDED_OVER) {
        assertThat(caller.get(5, TimeUnit.SECONDS)).isEqualTo(Reason.DEADLINE);
      }
      assertThat(signsAsItself(key)).as("the other sessions serve").isTrue();
      release.countDown();
      assertThat(caller.get(5, TimeUnit.SECONDS)).isEqualTo(Reason.DEADLINE);
    }
    assertRecovers("a hanging call", key);
    awaitReady();
    assertThat(hsm.metrics().timeouts()).isEqualTo(1);
  }

  private Reason refusal(Generated key, Duration patience) throws Exception {
    try {
      var _ = hsm.signer().sign(key.ref(), ES256, MESSAGE, within(patience));
      throw new AssertionError("it signed");
    } catch (Unavailable e) {
      return e.reason();
    }
  }

  @Test
  void aKeyThatNobodyWaitsForIsDestroyedAgain() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    library.hook((call, arguments) -> {
      if (call.equals("generateKeyPair")) {
        release.await();
      }
      return null;
    });
    assertThatThrownBy(
            () -> hsm.keyGenerator().generate(ES256, false, within(Duration.ofMillis(200))))
        .isInstanceOf(Unavailable.class);
    release.countDown();
    Deadline deadline = soon();
    while (hsm.health().callsRunning() > 0 && !deadline.expired()) {
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    assertThat(hsm.keyInventory().list(soon())).isEmpty();
  }

  @Test
  void aKeyWithWeakerProtectionIsRefusedAndDestroyed() throws Exception {
    library.hook((call, arguments) ->
        call.equals("attribute") && arguments[2].equals(Cka.EXTRACTABLE) ? new byte[] {1} : null);
    assertThatThrownBy(this::newKey)
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("now destroyed");
    library.unhook();
    assertThat(hsm.keyInventory().list(soon())).isEmpty();
  }

  @Test
  void aFloodOfForgedCiphertextsTripsNothing() throws Exception {
    Algorithm gcm = Algorithm.ENCRYPT_AES_GCM_256;
    Generated key = hsm.keyGenerator().generate(gcm, false, soon());
    int epoch = hsm.health().epoch();
    for (int i = 0; i < 2_000; i++) {
      byte[] forged = new byte[12 + 16 + i % 50];
      forged[0] = (byte) i;
      assertThat(hsm.encryptor().decrypt(key.ref(), gcm, forged, new byte[0], soon())).isEmpty();
    }
    assertThat(hsm.health().state()).isEqualTo(State.READY);
    assertThat(hsm.health().epoch()).isEqualTo(epoch);
    assertThat(hsm.metrics().sessionsReplaced()).isZero();
    assertThat(hsm.health().lastError()).isEmpty();
  }
}
