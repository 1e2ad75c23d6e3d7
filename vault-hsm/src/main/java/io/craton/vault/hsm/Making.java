package io.craton.vault.hsm;

import io.craton.vault.core.port.Unavailable;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import io.craton.vault.hsm.pkcs11.Template;
import java.util.function.Supplier;

/// Makes objects, and makes them again when the token answers as it does when several processes
/// change it at once ([ErrorClass#TRANSIENT]).
final class Making {
  private Making() {}

  /// One attempt at a key.
  interface Attempt<T> {
    T make(KeyTemplates templates) throws CryptokiException, Unavailable;
  }

  /// Makes a key in the token; what a failed attempt left behind is destroyed.
  ///
  /// @param templates called for each attempt, so that each has a `CKA_ID` of its own: a stub that
  ///   cannot be destroyed must not be taken for the key
  static <T> T key(Session session, Supplier<KeyTemplates> templates, Attempt<T> attempt)
      throws CryptokiException, Unavailable {
    for (int made = 1; ; made++) {
      KeyTemplates next = templates.get();
      try {
        return attempt.make(next);
      } catch (CryptokiException e) {
        boolean passing = ErrorClass.of(e) == ErrorClass.TRANSIENT;
        if (passing) {
          destroyStubs(session, next);
        }
        if (!passing || made == HsmLimits.MAKING_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /// Makes a session object and returns its handle. A failed attempt leaves at most what ends with
  /// the session.
  static long sessionObject(Session session, Template template) throws CryptokiException {
    for (int made = 1; ; made++) {
      try {
        return session.cryptoki().createObject(session.handle(), template);
      } catch (CryptokiException e) {
        boolean passing = ErrorClass.of(e) == ErrorClass.TRANSIENT;
        if (!passing || made == HsmLimits.MAKING_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /// Destroys what an attempt left behind. The orphan sweep gets what this cannot reach.
  static void destroyStubs(Session session, KeyTemplates made) {
    try {
      Destruction.destroyAll(session, made.id());
    } catch (CryptokiException e) {
      session.markBroken();
    }
  }
}
