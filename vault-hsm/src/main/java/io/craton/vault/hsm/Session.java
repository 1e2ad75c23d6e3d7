package io.craton.vault.hsm;

import io.craton.vault.hsm.pkcs11.Cryptoki;

/// A session of the token, the property of one thread. PKCS#11 libraries crash the process when two
/// threads use a session at once, so the handle is given to its owner only.
final class Session {
  private final Cryptoki cryptoki;
  private final Epoch epoch;
  private final long handle;
  private final Thread owner = Thread.currentThread();
  private boolean broken;

  /// A session that belongs to the calling thread.
  Session(Cryptoki cryptoki, Epoch epoch, long handle) {
    this.cryptoki = cryptoki;
    this.epoch = epoch;
    this.handle = handle;
  }

  Cryptoki cryptoki() {
    return cryptoki;
  }

  Epoch epoch() {
    return epoch;
  }

  /// The session handle, for one call.
  ///
  /// @throws IllegalStateException in any other thread than the owner
  long handle() {
    if (Thread.currentThread() != owner) {
      throw new IllegalStateException(
          "session of " + owner.getName() + " used by " + Thread.currentThread().getName());
    }
    return handle;
  }

  /// Notes that an operation may be left open in the token; the owner replaces the session.
  void markBroken() {
    broken = true;
  }

  boolean isBroken() {
    return broken;
  }
}
