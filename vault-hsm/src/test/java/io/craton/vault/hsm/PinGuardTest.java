package io.craton.vault.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.hsm.HsmOpenException.Kind;
import io.craton.vault.hsm.pkcs11.Ckr;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import io.craton.vault.hsm.pkcs11.TokenInfo;
import io.craton.vault.hsm.pkcs11.TokenInfo.PinTries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PinGuardTest {
  private final PinGuard guard = new PinGuard("t", SecretBytes.utf8("1234"));

  private void assertRefused(PinTries now) {
    assertThatThrownBy(() -> guard.requireHarmless(now))
        .isInstanceOfSatisfying(
            HsmOpenException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(Kind.WRONG_PIN);
              assertThat(e.passing()).isFalse();
            });
    assertThatThrownBy(guard::requireRefusedNever).hasMessageContaining("not tried again");
  }

  @ParameterizedTest
  @EnumSource(PinTries.class)
  void aFirstLoginIsMade(PinTries now) {
    assertThatCode(() -> guard.requireHarmless(now)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "ALL, ALL, true",
    "ALL, FEWER, false",
    "ALL, ONE, false",
    "ALL, NONE, false",
    "FEWER, ALL, true",
    "FEWER, FEWER, true",
    "FEWER, ONE, false",
    "FEWER, NONE, false",
    "ONE, ALL, true",
    "ONE, FEWER, true",
    "ONE, ONE, false",
    "ONE, NONE, false",
    "NONE, ALL, true",
    "NONE, FEWER, true",
    "NONE, ONE, false",
    "NONE, NONE, false",
  })
  void anUnclearLoginIsRepeatedWhileTheTokenCountsNoFurtherPin(
      PinTries before, PinTries now, boolean repeated) {
    guard.doubted(before);
    if (repeated) {
      assertThatCode(() -> guard.requireHarmless(now)).doesNotThrowAnyException();
    } else {
      assertRefused(now);
    }
  }

  @Test
  void aLoginThatSucceededEndsTheDoubt() {
    guard.doubted(PinTries.ALL);
    guard.accepted();
    assertThatCode(() -> guard.requireHarmless(PinTries.ONE)).doesNotThrowAnyException();
  }

  @Test
  void aRefusedPinIsNeverTriedAgain() {
    CryptokiException wrong = new CryptokiException("C_Login", Ckr.PIN_INCORRECT);
    assertThat(guard.refused(wrong)).hasMessageContaining("CKR_PIN_INCORRECT");
    guard.accepted();
    assertRefused(PinTries.ALL);
  }

  @ParameterizedTest
  @CsvSource({"0, ALL", "0x10000, FEWER", "0x20000, ONE", "0x30000, ONE", "0x70000, NONE"})
  void theWorstFlagCounts(String flags, PinTries tries) {
    TokenInfo info = new TokenInfo("t", "m", "o", "s", "1.0", Long.decode(flags));
    assertThat(info.pinTries()).isEqualTo(tries);
  }
}
