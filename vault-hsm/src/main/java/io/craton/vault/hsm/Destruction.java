package io.craton.vault.hsm;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.hsm.pkcs11.Cka;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import io.craton.vault.hsm.pkcs11.Template;

/// Destroys all objects with one `CKA_ID` and confirms it: the token works, shows the sentinel, and
/// shows no such object. The result is always true.
final class Destruction implements Task<Boolean> {
  private final Bytes id;
  private final KeyFinder finder;

  Destruction(Bytes id, KeyFinder finder) {
    this.id = id;
    this.finder = finder;
  }

  @Override
  public Boolean run(Session session) throws CryptokiException, Unavailable {
    destroyAll(session, id);
    if (KeyFinder.find(session, byId(id)).length > 0) {
      // A replicated token may show an object for a while after it was destroyed.
      throw new Unavailable(
          Unavailable.Reason.HSM_FAILED,
          "objects with CKA_ID " + id.toHex() + " survive",
          HsmLimits.RETRY_LATE);
    }
    finder.requireTokenComplete(session);
    return true;
  }

  /// Destroys what is found; objects that another process destroys meanwhile are fine.
  static void destroyAll(Session session, Bytes id) throws CryptokiException {
    for (long object : KeyFinder.find(session, byId(id))) {
      try {
        session.cryptoki().destroyObject(session.handle(), object);
      } catch (CryptokiException e) {
        if (ErrorClass.of(e) != ErrorClass.STALE_HANDLE) {
          throw e;
        }
      }
    }
  }

  private static Template byId(Bytes id) {
    return Template.builder().with(Cka.ID, id.toArray()).build();
  }
}
