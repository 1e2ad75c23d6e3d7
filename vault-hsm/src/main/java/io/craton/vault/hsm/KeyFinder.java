package io.craton.vault.hsm;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.port.KeySearch;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Unavailable.Reason;
import io.craton.vault.hsm.Epoch.KnownKey;
import io.craton.vault.hsm.pkcs11.Cka;
import io.craton.vault.hsm.pkcs11.Ckr;
import io.craton.vault.hsm.pkcs11.Cryptoki;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import io.craton.vault.hsm.pkcs11.Template;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/// Turns key references into handles. A handle is looked up once in an epoch, since finding costs
/// time linear in the number of objects, and only used when the object behind it has the class, the
/// type and the `CKA_ID` of the reference.
final class KeyFinder implements KeySearch {
  private final Bytes sentinelId;
  private final Faults faults;
  private final MissingKeys missing;

  /// @param sentinelId a key that always exists, to tell an absent key from an absent token
  KeyFinder(Bytes sentinelId, Faults faults, LongSupplier nanoTime) {
    this.sentinelId = sentinelId;
    this.faults = faults;
    this.missing = new MissingKeys(nanoTime);
  }

  /// Something to do with the handle of a key.
  interface Use<T> {
    T with(long key) throws CryptokiException;
  }

  /// Uses a key. When the handle turns out to be stale the key is looked up again, once.
  ///
  /// @throws Unavailable with [Reason#HSM_KEY_MISSING] when the token works and lacks the key, as
  ///   far as this process sees if nobody expects it
  /// @throws IllegalArgumentException when the key is of another form
  <T> T use(Session session, KeyRef ref, KeyForm form, Use<T> use)
      throws CryptokiException, Unavailable {
    try {
      return use.with(resolve(session, ref, form));
    } catch (CryptokiException e) {
      if (!ErrorClass.mayBeStaleHandle(e)) {
        throw e;
      }
      session.epoch().keys().remove(ref);
      return use.with(resolve(session, ref, form));
    }
  }

  private long resolve(Session session, KeyRef ref, KeyForm form)
      throws CryptokiException, Unavailable {
    KnownKey known = session.epoch().keys().get(ref);
    if (known == null) {
      ResidentKey key = ResidentKey.parse(ref);
      known = new KnownKey(key.form(), locate(session, key));
      session.epoch().remember(ref, known);
    }
    return known.handleAs(form);
  }

  private long locate(Session session, ResidentKey key) throws CryptokiException, Unavailable {
    OptionalLong found = search(session, key);
    if (found.isEmpty()) {
      requireTokenComplete(session);
      // Once more: whether a key is gone is not decided by one empty answer.
      found = search(session, key);
    }
    if (found.isEmpty()) {
      throw missing(key, session.epoch());
    }
    missing.found(key.id());
    return found.getAsLong();
  }

  /// True when the token shows the key; what earlier looks found is not relied on.
  ///
  /// @throws Unavailable as [#use] does
  boolean requirePresent(Session session, KeyRef ref) throws CryptokiException, Unavailable {
    var _ = locate(session, ResidentKey.parse(ref));
    return true;
  }

  private Unavailable missing(ResidentKey key, Epoch epoch) {
    String what = "the HSM has no key with CKA_ID " + key.id().toHex();
    return switch (missing.missed(key.id(), epoch.initialisation())) {
      case START -> {
        faults.down(ErrorClass.KEY_GONE, what + ", a fresh start will tell");
        yield new Unavailable(Reason.HSM_DOWN, what + " so far", HsmLimits.RETRY_SOON);
      }
      case WAIT -> new Unavailable(Reason.HSM_DOWN, what + " so far", HsmLimits.RETRY_SOON);
      case ASK, GONE -> new Unavailable(Reason.HSM_KEY_MISSING, what, HsmLimits.RETRY_LATE);
    };
  }

  @Override
  public void expect(KeyRef ref) {
    missing.expect(ResidentKey.parse(ref).id());
  }

  private static OptionalLong search(Session session, ResidentKey key) throws CryptokiException {
    for (long handle : find(session, template(key))) {
      if (matches(session, handle, key)) {
        return OptionalLong.of(handle);
      }
    }
    return OptionalLong.empty();
  }

  private static Template template(ResidentKey key) {
    return Template.builder()
        .with(Cka.CLASS, key.form().objectClass())
        .with(Cka.ID, key.id().toArray())
        .build();
  }

  /// False also for an object that was destroyed since it was found.
  private static boolean matches(Session session, long handle, ResidentKey key)
      throws CryptokiException {
    Cryptoki cryptoki = session.cryptoki();
    try {
      byte[] id = cryptoki.attribute(session.handle(), handle, Cka.ID);
      byte[] objectClass = cryptoki.attribute(session.handle(), handle, Cka.CLASS);
      byte[] type = cryptoki.attribute(session.handle(), handle, Cka.KEY_TYPE);
      return Arrays.equals(id, key.id().toArray())
          && Arrays.equals(objectClass, Template.encode(key.form().objectClass()))
          && Arrays.equals(type, Template.encode(key.form().keyType()));
    } catch (CryptokiException e) {
      if (ErrorClass.of(e) == ErrorClass.STALE_HANDLE) {
        return false;
      }
      throw e;
    }
  }

  /// Returns if "not found" can be believed: the token answers, this process is logged in, and the
  /// sentinel is found. A vanished token and a lost login also find nothing, without an error.
  void requireTokenComplete(Session session) throws CryptokiException {
    Cryptoki cryptoki = session.cryptoki();
    try {
      cryptoki.tokenInfo(session.epoch().slot());
    } catch (CryptokiException e) {
      throw new CryptokiException(e.call(), Ckr.TOKEN_NOT_PRESENT);
    }
    if (cryptoki.sessionState(session.handle()) != Cryptoki.STATE_LOGGED_IN) {
      throw new CryptokiException("C_GetSessionInfo", Ckr.USER_NOT_LOGGED_IN);
    }
    if (find(session, sentinelTemplate()).length == 0) {
      throw new CryptokiException("C_FindObjects", Ckr.TOKEN_NOT_PRESENT);
    }
  }

  /// Finds the sentinel, which all nodes of a cluster share.
  Template sentinelTemplate() {
    return Template.builder().with(Cka.ID, sentinelId.toArray()).build();
  }

  /// All objects that match. After a failure the session is replaced: an open search can block it
  /// for good.
  static long[] find(Session session, Template template) throws CryptokiException {
    Cryptoki cryptoki = session.cryptoki();
    boolean complete = false;
    try {
      cryptoki.findObjectsInit(session.handle(), template);
      long[] all = new long[0];
      long[] some;
      do {
        some = cryptoki.findObjects(session.handle(), HsmLimits.FOUND_OBJECTS);
        int size = all.length;
        all = Arrays.copyOf(all, size + some.length);
        System.arraycopy(some, 0, all, size, some.length);
      } while (some.length > 0);
      complete = true;
      return all;
    } finally {
      if (!complete) {
        session.markBroken();
      }
      cryptoki.findObjectsFinal(session.handle());
    }
  }
}
