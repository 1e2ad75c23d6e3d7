package io.craton.vault.hsm;

import io.craton.vault.core.port.Unavailable;
import io.craton.vault.hsm.pkcs11.CryptokiException;

/// Work on one session. May be run again from the start after the session or the login was lost.
interface Task<T> {
  /// Does the work; keeps no reference to the session.
  T run(Session session) throws CryptokiException, Unavailable;

  /// Undoes the work when nobody waits for the result any more.
  default void discard(Session session, T result) throws CryptokiException {}
}
