package io.craton.vault.hsm;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.hsm.pkcs11.Cka;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import io.craton.vault.hsm.pkcs11.Template;
import java.util.List;
import java.util.stream.LongStream;

/// Destroys all objects of a key and confirms it: the token works, shows the sentinel, and shows no
/// such object. The result is always true.
final class Destruction implements Task<Boolean> {
  private final String what;
  private final Search search;
  private final KeyFinder finder;

  private Destruction(String what, Search search, KeyFinder finder) {
    this.what = what;
    this.search = search;
    this.finder = finder;
  }

  /// Of all objects with one `CKA_ID`.
  static Destruction of(Bytes id, KeyFinder finder) {
    return new Destruction("CKA_ID " + id.toHex(), session -> byId(session, id), finder);
  }

  /// Of what the inventory showed.
  static Destruction of(ListedObject listed, KeyFinder finder) {
    return new Destruction(
        "label " + listed.label() + " and CKA_ID " + listed.id().toHex(), listed::handles, finder);
  }

  /// Finds the objects that are to go.
  private interface Search {
    List<Long> handles(Session session) throws CryptokiException;
  }

  @Override
  public Boolean run(Session session) throws CryptokiException, Unavailable {
    destroy(session, search.handles(session));
    if (!search.handles(session).isEmpty()) {
      // A replicated token may show an object for a while after it was destroyed.
      throw new Unavailable(
          Unavailable.Reason.HSM_FAILED, "objects with " + what + " survive", HsmLimits.RETRY_LATE);
    }
    finder.requireTokenComplete(session);
    return true;
  }

  /// Destroys what is found with that `CKA_ID`.
  static void destroyAll(Session session, Bytes id) throws CryptokiException {
    destroy(session, byId(session, id));
  }

  /// Objects that another process destroys meanwhile are fine.
  private static void destroy(Session session, List<Long> objects) throws CryptokiException {
    for (long object : objects) {
      try {
        session.cryptoki().destroyObject(session.handle(), object);
      } catch (CryptokiException e) {
        if (ErrorClass.of(e) != ErrorClass.STALE_HANDLE) {
          throw e;
        }
      }
    }
  }

  private static List<Long> byId(Session session, Bytes id) throws CryptokiException {
    Template template = Template.builder().with(Cka.ID, id.toArray()).build();
    return LongStream.of(KeyFinder.find(session, template)).boxed().toList();
  }
}
