package io.craton.vault.hsm;

import io.craton.vault.core.port.Unavailable;
import io.craton.vault.hsm.pkcs11.CryptokiException;

/// Work on one session. May be run again from the start after the session or the login was lost.
interface Task<T> {
  /// Does the work; keeps no reference to the session.
  T run(Session session) throws CryptokiException, Unavailable;

  /// Undoes a change when nobody waits for its result any more. Not called for what was run with
  /// [TokenLibrary.Access#SHARED], which changes nothing that lasts.
  default void discard(Session session, T result) throws CryptokiException {}
}
