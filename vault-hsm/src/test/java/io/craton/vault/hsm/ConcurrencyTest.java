package io.craton.vault.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.KeyGenerator.Generated;
import io.craton.vault.hsm.HsmHealth.State;
import io.craton.vault.hsm.pkcs11.Binding;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many virtual threads on four sessions.
class ConcurrencyTest {
  private static final Algorithm ES256 = Algorithm.SIGN_ES256;
  private static final int CALLERS = 8;
  private static final int KEYS_PER_CALLER = 10;

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(60), System::nanoTime);
  }

  @Test
  void keysAreMadeUsedAndDestroyedAtOnceWithoutAnError(@TempDir Path directory) throws Exception {
    TestToken token = TestToken.create(directory);
    try (Hsm hsm = Hsm.open(token.config(Binding.FFM), InstantSource.system(), System::nanoTime);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Generated shared = hsm.keyGenerator().generate(ES256, false, soon());
      List<Callable<Integer>> lives = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        lives.add(() -> lives(hsm, shared));
      }
      int valid = 0;
      for (Future<Integer> life : callers.invokeAll(lives)) {
        valid += life.get();
      }
      assertThat(valid).isEqualTo(CALLERS * KEYS_PER_CALLER * 2);
      assertThat(hsm.keyInventory().list(soon())).hasSize(1);
      assertThat(hsm.health().state()).isEqualTo(State.READY);
      assertThat(hsm.metrics().errors(ErrorClass.FAILED)).isZero();
    }
  }

  /// The number of valid signatures.
  private static int lives(Hsm hsm, Generated shared) throws Exception {
    int valid = 0;
    for (int i = 0; i < KEYS_PER_CALLER; i++) {
      Generated own = hsm.keyGenerator().generate(ES256, false, soon());
      valid += signsAsItself(hsm, own) ? 1 : 0;
      valid += signsAsItself(hsm, shared) ? 1 : 0;
      // A listing searches the objects while others make and destroy some.
      hsm.keyInventory().list(soon());
      hsm.keyDestroyer().destroy(own.ref(), soon());
    }
    return valid;
  }

  private static boolean signsAsItself(Hsm hsm, Generated key) throws Exception {
    byte[] message = {1, 2, 3};
    byte[] signature = hsm.signer().sign(key.ref(), ES256, message, soon()).toArray();
    boolean inside =
        hsm.verifier().verify(key.publicKey().orElseThrow(), ES256, message, signature, soon());
    return inside
        && OutsideVerifier.JDK.verifies(key.publicKey().orElseThrow(), ES256, message, signature);
  }
}
