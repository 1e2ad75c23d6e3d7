package io.craton.vault.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.KeyGenerator.Generated;
import io.craton.vault.hsm.HsmHealth.State;
import io.craton.vault.hsm.pkcs11.Binding;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keys that take long to make, and what goes on meanwhile.
class LongChangesTest {
  private static final Logger FIGURES = LoggerFactory.getLogger("figures");
  private static final Algorithm ES256 = Algorithm.SIGN_ES256;
  private static final int GENERATIONS = 24;
  private static final int WATCHED_GENERATIONS = 3;

  /// The one that runs, and one whose turn came before the caller's.
  private static final int MOST_GENERATIONS_IN_A_CALL = 2;

  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger made = new AtomicInteger();

  private static Deadline soon() {
    return Deadline.after(Duration.ofMinutes(5), System::nanoTime);
  }

  @Test
  void signaturesGoOnWhileManyLongKeysAreAskedFor(@TempDir Path directory) throws Exception {
    TestToken token = TestToken.create(directory);
    Intercepted library = new Intercepted(Binding.FFM.load(TestToken.LIBRARY));
    try (Hsm hsm =
            Hsm.open(
                token.config(Binding.FFM),
                library.proxy(),
                InstantSource.system(),
                System::nanoTime);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Generated key = hsm.keyGenerator().generate(ES256, false, soon());
      library.hook((call, arguments) -> {
        if (call.equals("generateKeyPair")) {
          begun.incrementAndGet();
        }
        return null;
      });
      List<Future<Generated>> generations = new ArrayList<>();
      for (int i = 0; i < GENERATIONS; i++) {
        generations.add(callers.submit(() -> generate(hsm)));
      }
      Figures figures = watch(hsm, key);
      callers.shutdownNow();
      awaitIdle(hsm);

      FIGURES.info("{} RSA-4096 keys asked for: {}", GENERATIONS, figures);
      assertThat(figures.mostBegun).isLessThanOrEqualTo(MOST_GENERATIONS_IN_A_CALL);
      assertThat(figures.calls).isGreaterThanOrEqualTo(WATCHED_GENERATIONS);
      assertThat(hsm.health().state()).isEqualTo(State.READY);
      assertThat(generations).allMatch(Future::isDone);
    }
  }

  private Generated generate(Hsm hsm) throws Exception {
    Generated key = hsm.keyGenerator().generate(Algorithm.SIGN_RSA_PSS_4096, false, soon());
    made.incrementAndGet();
    return key;
  }

  /// @param calls signatures, each with its verification
  /// @param longest the longest signature
  /// @param mostBegun how many generations began during one call at most
  /// @param generation the time of one, with the pauses between them
  private record Figures(int calls, Duration longest, int mostBegun, Duration generation) {}

  /// Signs and verifies while keys are made.
  private Figures watch(Hsm hsm, Generated key) throws Exception {
    while (begun.get() == 0) {
      Thread.onSpinWait();
    }
    int calls = 0;
    int mostBegun = 0;
    long longest = 0;
    long start = System.nanoTime();
    while (made.get() < WATCHED_GENERATIONS) {
      int before = begun.get();
      long from = System.nanoTime();
      byte[] message = {(byte) calls, (byte) (calls >> 8)};
      Bytes signature = hsm.signer().sign(key.ref(), ES256, message, soon());
      longest = Math.max(longest, System.nanoTime() - from);
      mostBegun = Math.max(mostBegun, begun.get() - before);
      before = begun.get();
      assertThat(
              hsm.verifier()
                  .verify(
                      key.publicKey().orElseThrow(), ES256, message, signature.toArray(), soon()))
          .isTrue();
      mostBegun = Math.max(mostBegun, begun.get() - before);
      calls++;
    }
    Duration each = Duration.ofNanos((System.nanoTime() - start) / WATCHED_GENERATIONS);
    return new Figures(calls, Duration.ofNanos(longest), mostBegun, each);
  }

  /// Those who asked have left; the key that is being made is the last.
  private static void awaitIdle(Hsm hsm) {
    Deadline deadline = soon();
    while (hsm.health().callsRunning() > 0 && !deadline.expired()) {
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }
}
