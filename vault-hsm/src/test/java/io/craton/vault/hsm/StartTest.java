package io.craton.vault.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.hsm.HsmOpenException.Kind;
import io.craton.vault.hsm.pkcs11.Binding;
import io.craton.vault.hsm.pkcs11.Ckr;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Opening a token that others use too.
class StartTest {
  private static final InstantSource CLOCK = InstantSource.system();

  @Test
  void aTokenWhoseLabelCannotBeReadForAMomentIsFound(@TempDir Path directory) throws Exception {
    TestToken token = TestToken.create(directory);
    Intercepted between = new Intercepted(Binding.FFM.load(TestToken.LIBRARY));
    AtomicInteger unreadable = new AtomicInteger();
    between.hook((call, arguments) -> {
      if (call.equals("tokenInfo") && between.count("initialize") <= 2) {
        unreadable.incrementAndGet();
        throw new CryptokiException("C_GetTokenInfo", Ckr.GENERAL_ERROR);
      }
      return null;
    });
    try (Hsm hsm = Hsm.open(token.config(Binding.FFM), between.proxy(), CLOCK, System::nanoTime)) {
      assertThat(hsm.health().state()).isEqualTo(HsmHealth.State.READY);
    }
    assertThat(unreadable.get()).isPositive();
    assertThat(between.count("initialize")).isEqualTo(3);
  }

  @Test
  void aTokenThatIsNotThereIsLookedForAFewTimesOnly(@TempDir Path directory) throws Exception {
    TestToken token = TestToken.create(directory);
    Intercepted between = new Intercepted(Binding.FFM.load(TestToken.LIBRARY));
    between.hook((call, arguments) -> {
      if (call.equals("tokenInfo")) {
        throw new CryptokiException("C_GetTokenInfo", Ckr.GENERAL_ERROR);
      }
      return null;
    });
    HsmConfig config = token.config(Binding.FFM);
    assertThatThrownBy(() -> Hsm.open(config, between.proxy(), CLOCK, System::nanoTime))
        .isInstanceOfSatisfying(
            HsmOpenException.class,
            refused -> assertThat(refused.kind()).isEqualTo(Kind.TOKEN_NOT_FOUND));
    assertThat(between.count("initialize")).isEqualTo(HsmLimits.START_ATTEMPTS);
  }
}
