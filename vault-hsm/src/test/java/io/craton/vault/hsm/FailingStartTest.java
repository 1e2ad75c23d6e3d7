package io.craton.vault.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.hsm.HsmOpenException.Kind;
import io.craton.vault.hsm.pkcs11.Binding;
import io.craton.vault.hsm.pkcs11.Cka;
import io.craton.vault.hsm.pkcs11.Ckm;
import io.craton.vault.hsm.pkcs11.Ckr;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import io.craton.vault.hsm.pkcs11.Mechanism;
import io.craton.vault.hsm.pkcs11.Template;
import io.craton.vault.hsm.pkcs11.TokenInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opening a token whose calls fail.
class FailingStartTest {
  private static final Logger LOG = LoggerFactory.getLogger(FailingStartTest.class);
  private static final InstantSource CLOCK = InstantSource.system();

  /// The calls that trials are made of, and what the standard calls them.
  private static final Map<String, String> CALLS =
      Map.of(
          "generateKey", "C_GenerateKey",
          "generateKeyPair", "C_GenerateKeyPair",
          "sign", "C_Sign",
          "encrypt", "C_Encrypt",
          "decrypt", "C_Decrypt",
          "destroyObject", "C_DestroyObject");

  private TestToken token;
  private Intercepted between;

  @BeforeEach
  void makeToken(@TempDir Path directory) throws Exception {
    token = TestToken.create(directory);
    between = new Intercepted(Binding.FFM.load(TestToken.LIBRARY));
  }

  private Hsm open() throws HsmOpenException {
    return Hsm.open(token.config(Binding.FFM), between.proxy(), CLOCK, System::nanoTime);
  }

  private Hsm open(Patience patience) throws HsmOpenException, InterruptedException {
    return Hsm.open(token.config(Binding.FFM), between.proxy(), CLOCK, System::nanoTime, patience);
  }

  private static void assertComplete(Hsm hsm) {
    assertThat(Arrays.stream(Algorithm.values()).filter(each -> !each.software()))
        .allSatisfy(each -> assertThat(hsm.obstacle(each)).as("%s", each).isEmpty());
  }

  /// Each call fails once, in an opening of its own.
  @ParameterizedTest
  @ValueSource(longs = {Ckr.DEVICE_ERROR, Ckr.GENERAL_ERROR})
  void oneFailedCallCostsNoAlgorithm(long code) throws Exception {
    for (String call : CALLS.keySet()) {
      for (int failing : new int[] {2}) {
        AtomicInteger made = new AtomicInteger();
        between.hook((name, arguments) -> {
          if (name.equals(call) && made.incrementAndGet() == failing) {
            throw new CryptokiException(CALLS.get(call), code);
          }
          return null;
        });
        try (Hsm hsm = open()) {
          assertComplete(hsm);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10})
  void aTenthOfTheCallsMayFail(int percent) throws Exception {
    long seed = System.nanoTime();
    LOG.info("seed {}", seed);
    Random random = new Random(seed);
    between.hook((name, arguments) -> {
      if (CALLS.containsKey(name) && random.nextInt(100) < percent) {
        throw new CryptokiException(CALLS.get(name), Ckr.DEVICE_ERROR);
      }
      return null;
    });
    List<String> failed = new ArrayList<>();
    try (Hsm hsm = open(why -> failed.add(why.getMessage()))) {
      between.unhook();
      assertComplete(hsm);
    }
    LOG.info("{} attempts failed: {}", failed.size(), failed);
    assertThat(failed).as("seed %d", seed).hasSizeLessThan(20);
  }

  @Test
  void aTokenThatFailsEveryCallIsSaidToHaveLeftAQuestionOpen() {
    between.hook((name, arguments) -> {
      if (CALLS.containsKey(name)) {
        throw new CryptokiException(CALLS.get(name), Ckr.DEVICE_ERROR);
      }
      return null;
    });
    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            HsmOpenException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(Kind.NOT_ANSWERED);
              assertThat(e.passing()).isTrue();
            })
        .hasMessageContaining("ENCRYPT_AES_GCM_256")
        .hasMessageContaining("CKR_DEVICE_ERROR");
  }

  @Test
  void aRefusedMechanismIsNoFailure() throws Exception {
    between.hook((name, arguments) -> {
      if (name.equals("generateKeyPair")) {
        throw new CryptokiException("C_GenerateKeyPair", Ckr.MECHANISM_INVALID);
      }
      return null;
    });
    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            HsmOpenException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(Kind.TOKEN_UNUSABLE);
              assertThat(e.passing()).isFalse();
            });
  }

  /// SoftHSM says a general error of a curve that its OpenSSL was built without.
  @Test
  void aCurveThatFailsEachTimeIsTakenForMissingAndNothingElseIs() throws Exception {
    between.hook((name, arguments) -> {
      if (name.equals("generateKeyPair")
          && arguments[1].equals(Mechanism.plain(Ckm.EC_EDWARDS_KEY_PAIR_GEN))) {
        throw new CryptokiException("C_GenerateKeyPair", Ckr.GENERAL_ERROR);
      }
      return null;
    });
    try (Hsm hsm = open()) {
      assertThat(hsm.obstacle(Algorithm.SIGN_ED25519))
          .hasValueSatisfying(why -> assertThat(why).contains("CKR_GENERAL_ERROR"));
      assertThat(hsm.obstacle(Algorithm.SIGN_ES256)).isEmpty();
      assertThat(hsm.obstacle(Algorithm.SIGN_RSA_PSS_2048)).isEmpty();
    }
  }

  @Test
  void aTokenThatDoesNotSignAtAllRefusesNoAlgorithm() {
    between.hook((name, arguments) -> {
      if (name.equals("sign")) {
        throw new CryptokiException("C_Sign", Ckr.FUNCTION_FAILED);
      }
      return null;
    });
    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            HsmOpenException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_ANSWERED))
        .hasMessageContaining("SIGN_ES256");
  }

  @Test
  void itIsTriedAgainUntilItOpensWithOneLogInAnAttempt() throws Exception {
    Set<Thread> waiting = new HashSet<>();
    AtomicInteger attempts = new AtomicInteger();
    between.hook((name, arguments) -> {
      if (name.equals("sign") && attempts.get() < 2) {
        throw new CryptokiException("C_Sign", Ckr.FUNCTION_FAILED);
      }
      return null;
    });
    Patience patience =
        why -> {
          assertThat(why.passing()).isTrue();
          attempts.incrementAndGet();
          waiting.add(Thread.currentThread());
        };
    try (Hsm hsm = open(patience)) {
      assertComplete(hsm);
      assertThat(hsm.health().state()).isEqualTo(HsmHealth.State.READY);
    }
    assertThat(attempts).hasValue(2);
    assertThat(between.count("login")).isEqualTo(3);
    assertThat(waiting).containsExactly(Thread.currentThread());
    assertThat(between.violations()).isZero();
  }

  @Test
  void aWrongPinIsTriedOnceWhateverPatienceThereIs() {
    HsmConfig wrong = token.config(Binding.FFM, SecretBytes.utf8("00000000"));
    assertThatThrownBy(() -> Hsm.open(wrong, between.proxy(), CLOCK, System::nanoTime, why -> {}))
        .isInstanceOfSatisfying(
            HsmOpenException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(Kind.WRONG_PIN);
              assertThat(e.passing()).isFalse();
            });
    assertThat(between.count("login")).isEqualTo(1);
  }

  /// A token that has no clear word for a wrong PIN, but counts it.
  @Test
  void aPinOfWhichTheTokenSaysAfterwardsThatItWasWrongIsNotTriedAgain() {
    between.hook((name, arguments) -> {
      if (name.equals("login")) {
        throw new CryptokiException("C_Login", Ckr.FUNCTION_FAILED);
      }
      return name.equals("tokenInfo") && between.count("initialize") > 1
          ? withFlags((long) arguments[0], TokenInfo.USER_PIN_COUNT_LOW)
          : null;
    });
    assertThatThrownBy(() -> open(why -> {}))
        .isInstanceOfSatisfying(
            HsmOpenException.class, e -> assertThat(e.kind()).isEqualTo(Kind.WRONG_PIN));
    assertThat(between.count("initialize")).isEqualTo(2);
  }

  private TokenInfo withFlags(long slot, long flags) throws CryptokiException {
    TokenInfo real = between.real().tokenInfo(slot);
    return new TokenInfo(
        real.label(),
        real.manufacturer(),
        real.model(),
        real.serial(),
        real.firmware(),
        real.flags() | flags);
  }

  /// Such a token of which somebody else has used up tries before.
  @Test
  void aPinThatLosesFurtherTriesIsNotTriedAgain() {
    AtomicInteger logins = new AtomicInteger();
    between.hook((name, arguments) -> {
      if (name.equals("login")) {
        logins.incrementAndGet();
        throw new CryptokiException("C_Login", Ckr.FUNCTION_FAILED);
      }
      long more = logins.get() < 2 ? 0 : TokenInfo.USER_PIN_FINAL_TRY;
      return name.equals("tokenInfo")
          ? withFlags((long) arguments[0], TokenInfo.USER_PIN_COUNT_LOW | more)
          : null;
    });
    assertThatThrownBy(() -> open(why -> {}))
        .isInstanceOfSatisfying(
            HsmOpenException.class, e -> assertThat(e.kind()).isEqualTo(Kind.WRONG_PIN));
    assertThat(logins).hasValue(2);
  }

  /// The token logs the process out while it is tried, and does not let it in again.
  @ParameterizedTest
  @ValueSource(longs = {Ckr.FUNCTION_FAILED, Ckr.PIN_INCORRECT})
  void aLoginThatFailsDuringTheTrialsEndsTheAttempt(long code) {
    List<Long> logins = new CopyOnWriteArrayList<>();
    List<Long> closed = new CopyOnWriteArrayList<>();
    between.hook((name, arguments) -> {
      switch (name) {
        case "sign" -> throw new CryptokiException("C_Sign", Ckr.USER_NOT_LOGGED_IN);
        case "closeSession" -> closed.add((Long) arguments[0]);
        case "login" -> {
          logins.add((Long) arguments[0]);
          if (logins.size() > 1) {
            throw new CryptokiException("C_Login", code);
          }
        }
        default -> {}
      }
      return null;
    });
    boolean refused = code == Ckr.PIN_INCORRECT;
    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            HsmOpenException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(refused ? Kind.WRONG_PIN : Kind.LIBRARY_FAILED);
              assertThat(e.passing()).isEqualTo(!refused);
            })
        .hasMessageContaining(Ckr.name(code));
    assertThat(logins).hasSize(2);
    assertThat(closed).contains(logins.getLast()).doesNotContain(logins.getFirst());
  }

  /// All of RSA, in an own question for each algorithm.
  @Test
  void aTokenWithoutCurvesThatAlwaysFailsToMakeRsaKeysIsOfNoUse() {
    between.hook((name, arguments) -> {
      if (name.equals("generateKeyPair")) {
        boolean rsa = arguments[1].equals(Mechanism.plain(Ckm.RSA_PKCS_KEY_PAIR_GEN));
        throw new CryptokiException(
            "C_GenerateKeyPair", rsa ? Ckr.FUNCTION_FAILED : Ckr.MECHANISM_INVALID);
      }
      return null;
    });
    assertUnusable("signs neither");
  }

  @Test
  void aTokenThatFailsAesGcmAloneIsOfNoUse() {
    between.hook((name, arguments) -> {
      if (name.equals("encryptInit") && ((Mechanism) arguments[1]).type() == Ckm.AES_GCM) {
        throw new CryptokiException("C_EncryptInit", Ckr.FUNCTION_FAILED);
      }
      return null;
    });
    assertUnusable("CKR_FUNCTION_FAILED");
  }

  private void assertUnusable(String why) {
    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            HsmOpenException.class,
            e -> {
              assertThat(e.kind()).as("%s", e).isEqualTo(Kind.TOKEN_UNUSABLE);
              assertThat(e.passing()).isFalse();
            })
        .hasMessageContaining(why);
  }

  @Test
  void aTokenThatLetsNoKeyInAndHasNoWordForItIsOpened() throws Exception {
    between.hook((name, arguments) -> {
      if (name.equals("createObject")) {
        throw new CryptokiException("C_CreateObject", Ckr.GENERAL_ERROR);
      }
      return null;
    });
    try (Hsm hsm = open()) {
      assertComplete(hsm);
    }
  }

  /// Zeros of a key that is known, encrypted as no AES-GCM does it.
  @Test
  void aFailedCallDoesNotSpareTheKnownAnswer() {
    AtomicInteger let = new AtomicInteger();
    Set<Long> known = ConcurrentHashMap.newKeySet();
    ThreadLocal<Boolean> falsified = ThreadLocal.withInitial(() -> false);
    between.hook((name, arguments) -> {
      switch (name) {
        case "createObject" -> {
          int call = let.getAndIncrement();
          if (call == 0 || call == 2) {
            throw new CryptokiException("C_CreateObject", Ckr.DEVICE_ERROR);
          }
          long handle = between.real().createObject((long) arguments[0], (Template) arguments[1]);
          known.add(handle);
          return handle;
        }
        case "encryptInit" -> falsified.set(known.contains((Long) arguments[2]));
        case "encrypt" -> {
          if (falsified.get()) {
            byte[] sealed =
                between
                    .real()
                    .encrypt(
                        (long) arguments[0],
                        (byte[]) arguments[1],
                        (int) arguments[2],
                        (int) arguments[3]);
            sealed[sealed.length - 1] ^= 1;
            return sealed;
          }
        }
        default -> {}
      }
      return null;
    });
    assertUnusable("is not AES-GCM");
  }

  @Test
  void noKeyIsMadeWhileTheOneOfATrialIsLeft() throws Exception {
    AtomicInteger made = new AtomicInteger();
    AtomicInteger failing = new AtomicInteger();
    between.hook((name, arguments) -> {
      if (name.equals("generateKey") && isPermanent((Template) arguments[2])) {
        failing.addAndGet(made.incrementAndGet() == 1 ? 5 : 0);
      }
      if (name.equals("destroyObject") && failing.get() > 0) {
        failing.decrementAndGet();
        throw new CryptokiException("C_DestroyObject", Ckr.DEVICE_ERROR);
      }
      return null;
    });
    try (Hsm hsm = open()) {
      assertComplete(hsm);
      Deadline soon = Deadline.after(Duration.ofSeconds(30), System::nanoTime);
      assertThat(hsm.keyInventory().list(soon)).isEmpty();
    }
    assertThat(failing).hasValue(0);
    // The second is the one whose trial counted.
    assertThat(made).hasValue(2);
  }

  private static boolean isPermanent(Template template) {
    for (int i = 0; i < template.size(); i++) {
      if (template.type(i) == Cka.TOKEN) {
        return Arrays.equals(template.value(i), Template.encode(true));
      }
    }
    return false;
  }

  @Test
  void aLabelThatIsMissingAmongOthersDoesNotPassAndAnAbsentTokenMay() {
    HsmConfig own = token.config(Binding.FFM);
    HsmConfig other = new HsmConfig(own.library(), "absent", "test", token.pin(), own.pool());
    assertThatThrownBy(() -> Hsm.open(other, between.proxy(), CLOCK, System::nanoTime))
        .isInstanceOfSatisfying(
            HsmOpenException.class, e -> assertThat(e.passing()).as("%s", e).isFalse());
    between.hook((name, arguments) -> name.equals("slots") ? new long[0] : null);
    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            HsmOpenException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(Kind.TOKEN_NOT_FOUND);
              assertThat(e.passing()).isTrue();
            });
  }

  @Test
  void anInterruptEndsTheWaitAndNothingStaysOpen() throws Exception {
    between.hook((name, arguments) -> {
      if (name.equals("slots")) {
        throw new CryptokiException("C_GetSlotList", Ckr.DEVICE_ERROR);
      }
      return null;
    });
    CountDownLatch ended = new CountDownLatch(1);
    CountDownLatch waits = new CountDownLatch(1);
    Thread opening =
        Thread.ofPlatform()
            .start(() -> {
              try {
                var _ =
                    open(why -> {
                      waits.countDown();
                      TimeUnit.HOURS.sleep(1);
                    });
              } catch (InterruptedException e) {
                ended.countDown();
              } catch (HsmOpenException e) {
                throw new AssertionError(e);
              }
            });
    assertThat(waits.await(30, TimeUnit.SECONDS)).isTrue();
    opening.interrupt();
    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    opening.join();
    between.unhook();
    long before = between.count("initialize");
    try (Hsm hsm = open()) {
      assertComplete(hsm);
    }
    assertThat(between.count("initialize") - before).isEqualTo(1);
  }
}
