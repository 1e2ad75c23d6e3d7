package io.craton.vault.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.KeyGenerator.Generated;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Unavailable.Reason;
import io.craton.vault.hsm.HsmHealth.State;
import io.craton.vault.hsm.pkcs11.Binding;
import io.craton.vault.hsm.pkcs11.Ckr;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watched callers make their calls themselves, beside others whose calls are handed over.
@Timeout(120)
class DirectCallsTest {
  private static final Logger FIGURES = LoggerFactory.getLogger("figures");
  private static final Algorithm ES256 = Algorithm.SIGN_ES256;
  private static final byte[] MESSAGE = {1, 2, 3};
  private static final int SESSIONS = 2;
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofSeconds(60);

  private Intercepted library;
  private Hsm hsm;
  private Generated key;

  @BeforeEach
  void open(@TempDir Path directory) throws Exception {
    HsmConfig config = TestToken.create(directory).config(Binding.FFM);
    HsmConfig.Pool pool = new HsmConfig.Pool(SESSIONS, CALL_TIMEOUT, Duration.ofHours(1));
    HsmConfig own =
        new HsmConfig(config.library(), config.tokenLabel(), config.cluster(), config.pin(), pool);
    library = new Intercepted(Binding.FFM.load(TestToken.LIBRARY));
    hsm = Hsm.open(own, library.proxy(), InstantSource.system(), System::nanoTime);
    key = hsm.keyGenerator().generate(ES256, false, Way.HANDED_OVER.within(LONG));
  }

  @AfterEach
  void close() {
    library.unhook();
    hsm.close();
    assertThat(library.violations()).isZero();
  }

  private boolean signsAsItself(Way way) throws Exception {
    byte[] signature = hsm.signer().sign(key.ref(), ES256, MESSAGE, way.within(LONG)).toArray();
    return OutsideVerifier.JDK.verifies(key.publicKey().orElseThrow(), ES256, MESSAGE, signature);
  }

  private Reason refusal(Way way, Duration patience) throws Exception {
    try {
      var _ = hsm.signer().sign(key.ref(), ES256, MESSAGE, way.within(patience));
      throw new AssertionError("it signed");
    } catch (Unavailable e) {
      return e.reason();
    }
  }

  private static void awaitUntil(String what, BooleanSupplier condition) {
    Deadline deadline = Deadline.after(Duration.ofSeconds(30), System::nanoTime);
    while (!condition.getAsBoolean()) {
      assertThat(deadline.expired()).as(what).isFalse();
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
  }

  /// The threads in which each function of the library was called last.
  private Map<String, Thread> watchThreads() {
    Map<String, Thread> threads = new ConcurrentHashMap<>();
    library.hook((call, arguments) -> {
      threads.put(call, Thread.currentThread());
      return null;
    });
    return threads;
  }

  private static String nameOf(Map<String, Thread> threads, String call) {
    return Objects.requireNonNull(threads.get(call), call).getName();
  }

  @Test
  void aWatchedCallerSignsAndVerifiesInItsOwnThread() throws Exception {
    Map<String, Thread> threads = watchThreads();
    assertThat(signsAsItself(Way.DIRECT)).isTrue();
    assertThat(threads).containsEntry("sign", Thread.currentThread());
    Bytes signature = hsm.signer().sign(key.ref(), ES256, MESSAGE, Way.DIRECT.within(LONG));
    assertThat(
            hsm.verifier()
                .verify(
                    key.publicKey().orElseThrow(),
                    ES256,
                    MESSAGE,
                    signature.toArray(),
                    Way.DIRECT.within(LONG)))
        .isTrue();
    assertThat(threads)
        .containsEntry("verify", Thread.currentThread())
        .containsEntry("createObject", Thread.currentThread());
  }

  @Test
  void othersAndAllChangesOfKeysAreHandedOver() throws Exception {
    Map<String, Thread> threads = watchThreads();
    assertThat(signsAsItself(Way.HANDED_OVER)).isTrue();
    assertThat(nameOf(threads, "sign")).startsWith("hsm-session-");
    var _ = hsm.keyGenerator().generate(ES256, false, Way.DIRECT.within(LONG));
    assertThat(nameOf(threads, "generateKeyPair")).startsWith("hsm-change-");
    hsm.keyDestroyer().destroy(key.ref(), Way.DIRECT.within(LONG));
    assertThat(nameOf(threads, "destroyObject")).startsWith("hsm-change-");
  }

  @Test
  void aDeadlineThatIsWatchedForAnotherThreadIsHandedOver() throws Exception {
    Map<String, Thread> threads = watchThreads();
    Deadline mine = Way.DIRECT.within(LONG);
    try (ExecutorService callers = Way.callers()) {
      assertThat(callers.submit(() -> hsm.signer().sign(key.ref(), ES256, MESSAGE, mine)).get())
          .isNotNull();
    }
    assertThat(nameOf(threads, "sign")).startsWith("hsm-session-");
  }

  @Test
  void hangingCallsAreNoticedInTimeAndOthersRefusedFastUntilTheyEnd() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch inside = new CountDownLatch(SESSIONS);
    library.hook((call, arguments) -> {
      if (call.equals("sign")) {
        inside.countDown();
        release.await();
      }
      return null;
    });
    Duration patience = Duration.ofMillis(300);
    try (ExecutorService callers = Way.callers()) {
      long start = System.nanoTime();
      List<Future<Reason>> hanging = new ArrayList<>();
      for (int i = 0; i < SESSIONS; i++) {
        hanging.add(callers.submit(() -> refusal(Way.DIRECT, patience)));
      }
      inside.await();
      assertThat(hsm.health().callsRunning()).isEqualTo(SESSIONS);
      assertThat(refusal(Way.DIRECT, Duration.ofMillis(50)))
          .as("no session is free, and a caller that waits for one comes back itself")
          .isEqualTo(Reason.DEADLINE);
      awaitUntil("they are counted", () -> hsm.metrics().timeouts() == SESSIONS);
      Duration noticed = Duration.ofNanos(System.nanoTime() - start).minus(patience);
      assertThat(hsm.health().lastError()).contains(ErrorClass.HUNG);
      awaitUntil("a check fails", () -> hsm.health().state() == State.RECOVERING);
      Duration opened = Duration.ofNanos(System.nanoTime() - start).minus(patience);
      FIGURES.info(
          "direct calls hang: counted {} ms, all refused {} ms after their deadline",
          noticed.toMillis(),
          opened.toMillis());
      assertThat(refusal(Way.DIRECT, LONG)).isEqualTo(Reason.HSM_DOWN);
      assertThat(refusal(Way.HANDED_OVER, LONG)).isEqualTo(Reason.HSM_DOWN);
      assertThat(hanging).noneMatch(Future::isDone);
      release.countDown();
      for (Future<Reason> caller : hanging) {
        assertThat(caller.get(10, TimeUnit.SECONDS)).isEqualTo(Reason.DEADLINE);
      }
      awaitUntil("it is back", () -> hsm.health().state() == State.READY);
      assertThat(signsAsItself(Way.DIRECT)).isTrue();
      assertThat(hsm.metrics().timeouts()).as("the health check's own").isEqualTo(SESSIONS);
    }
  }

  @Test
  void aResultThatComesAfterTheDeadlineIsDroppedAndCountedOnce() throws Exception {
    Deadline deadline = Way.DIRECT.within(Duration.ofMillis(100));
    library.hook((call, arguments) -> {
      if (call.equals("sign")) {
        awaitUntil("it is late", deadline::expired);
      }
      return null;
    });
    assertThatThrownBy(() -> hsm.signer().sign(key.ref(), ES256, MESSAGE, deadline))
        .isInstanceOfSatisfying(
            Unavailable.class, e -> assertThat(e.reason()).isEqualTo(Reason.DEADLINE));
    library.unhook();
    assertThat(hsm.metrics().timeouts()).isEqualTo(1);
    assertThat(hsm.health().lastError()).contains(ErrorClass.HUNG);
    assertThat(signsAsItself(Way.DIRECT)).isTrue();
    assertThat(hsm.metrics().timeouts()).isEqualTo(1);
  }

  @Test
  void whoeverWaitsForASessionIsTurnedAwayWhenTheLayerIsClosed() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch inside = new CountDownLatch(SESSIONS);
    library.hook((call, arguments) -> {
      if (call.equals("sign")) {
        inside.countDown();
        release.await();
      }
      return null;
    });
    try (ExecutorService callers = Way.callers()) {
      for (int i = 0; i < SESSIONS; i++) {
        var _ = callers.submit(() -> signsAsItself(Way.DIRECT));
      }
      inside.await();
      Future<Reason> waiting = callers.submit(() -> refusal(Way.DIRECT, LONG));
      Thread closing = Thread.ofPlatform().start(hsm::close);
      assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(Reason.SHUTTING_DOWN);
      release.countDown();
      closing.join();
    }
  }

  /// Lost sessions, logins, sessions refused and restarts of the library, under both ways at once.
  @Test
  void noSessionIsInTwoThreadsUnderLoadWithFaults() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    library.hook((call, arguments) -> {
      int number = calls.incrementAndGet();
      if (call.equals("signInit") && number % 97 == 0) {
        throw new CryptokiException("C_SignInit", Ckr.SESSION_HANDLE_INVALID);
      }
      if (call.equals("signInit") && number % 1_499 == 0) {
        throw new CryptokiException("C_SignInit", Ckr.DEVICE_ERROR);
      }
      if (call.equals("openSession") && number % 5 == 0) {
        throw new CryptokiException("C_OpenSession", Ckr.SESSION_COUNT);
      }
      return null;
    });
    Deadline end = Deadline.after(Duration.ofSeconds(6), System::nanoTime);
    int signed = 0;
    try (ExecutorService callers = Way.callers()) {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Way way = i % 3 == 0 ? Way.HANDED_OVER : Way.DIRECT;
        all.add(callers.submit(() -> signUntil(end, way)));
      }
      for (Future<Integer> caller : all) {
        signed += caller.get();
      }
    }
    library.unhook();
    FIGURES.info("{} signatures under faults, {} refused", signed, hsm.metrics().refusals());
    assertThat(signed).isPositive();
    assertThat(hsm.metrics().sessionsReplaced()).isPositive();
    assertThat(library.violations()).isZero();
    awaitUntil("it is back", () -> hsm.health().state() == State.READY);
    assertThat(signsAsItself(Way.DIRECT)).isTrue();
  }

  /// Every signature is that of the key; a refusal is fine.
  private int signUntil(Deadline end, Way way) throws Exception {
    int signed = 0;
    while (!end.expired()) {
      try {
        assertThat(signsAsItself(way)).isTrue();
        signed++;
      } catch (Unavailable e) {
        assertThat(e.retryAfter()).isPositive();
      }
    }
    return signed;
  }
}
