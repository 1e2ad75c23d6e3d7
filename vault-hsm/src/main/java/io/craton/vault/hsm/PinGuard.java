package io.craton.vault.hsm;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.hsm.HsmOpenException.Kind;
import io.craton.vault.hsm.pkcs11.Ckr;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import io.craton.vault.hsm.pkcs11.TokenInfo.PinTries;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keeps the PIN from being locked: a refused one is never tried again, and one that may have been
/// refused only while the token says that it was not. Some tokens have no clear word for a wrong
/// PIN, but count it:
///
/// | the last login | tries left before it → now | the next |
/// |---|---|---|
/// | none, or it succeeded | any | is made |
/// | was refused | any | is not made |
/// | failed without a clear word | fewer than before | is not made: the PIN counts as refused |
/// | failed without a clear word | one, or none | is not made: the PIN counts as refused |
/// | failed without a clear word | otherwise | is made |
///
/// To compare with the time before matters when somebody else has tried a wrong PIN already. Of a
/// token that counts without telling it, it knows nothing. Thread-safe.
final class PinGuard {
  private final String tokenLabel;
  private final SecretBytes pin;
  private boolean refused;

  /// What the token said before the last login, if that failed without a clear word.
  private Optional<PinTries> beforeDoubt = Optional.empty();

  PinGuard(String tokenLabel, SecretBytes pin) {
    this.tokenLabel = tokenLabel;
    this.pin = pin;
  }

  /// Returns unless the PIN was refused.
  ///
  /// @throws HsmOpenException with [Kind#WRONG_PIN]
  synchronized void requireRefusedNever() throws HsmOpenException {
    if (refused) {
      throw new HsmOpenException(
          Kind.WRONG_PIN,
          "token '" + tokenLabel + "' refused the PIN earlier; it is not tried again");
    }
  }

  /// Returns when a login may be made.
  ///
  /// @param now what the token says, read right before the login
  /// @throws HsmOpenException with [Kind#WRONG_PIN]
  synchronized void requireHarmless(PinTries now) throws HsmOpenException {
    requireRefusedNever();
    if (beforeDoubt.isEmpty()) {
      return;
    }
    if (now.compareTo(beforeDoubt.get()) > 0) {
      throw refuse(" says after a login that failed that a wrong PIN was tried", null);
    }
    if (now.compareTo(PinTries.ONE) >= 0) {
      throw refuse(" failed a login, and says that a wrong PIN locks it or has", null);
    }
  }

  /// A login succeeded.
  synchronized void accepted() {
    beforeDoubt = Optional.empty();
  }

  /// A login failed in a way that may mean a wrong PIN.
  ///
  /// @param before what [#requireHarmless] was told
  synchronized void doubted(PinTries before) {
    beforeDoubt = Optional.of(before);
  }

  /// The token refused the PIN, which is erased.
  synchronized HsmOpenException refused(CryptokiException e) {
    return refuse(" refused the PIN: " + Ckr.name(e.code()), e);
  }

  private HsmOpenException refuse(String how, @Nullable Throwable cause) {
    refused = true;
    pin.close();
    String message = "token '" + tokenLabel + "'" + how;
    return cause == null
        ? new HsmOpenException(Kind.WRONG_PIN, message)
        : new HsmOpenException(Kind.WRONG_PIN, message, false, cause);
  }
}
