package io.craton.vault.hsm;

import io.craton.vault.hsm.pkcs11.Cryptoki;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A session of the token, held by one thread at a time. PKCS#11 libraries crash the process when
/// two threads use a session at once, so the handle is given to its holder only. It changes hands
/// with its [Seat]; to hold it twice at once is refused here as well.
final class Session {
  private final Cryptoki cryptoki;
  private final Epoch epoch;
  private final long handle;
  private final AtomicReference<@Nullable Thread> holder =
      new AtomicReference<>(Thread.currentThread());
  private boolean broken;

  /// A session that the calling thread holds.
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

  /// Makes the calling thread the holder.
  ///
  /// @throws IllegalStateException when a thread holds it
  void take() {
    if (!holder.compareAndSet(null, Thread.currentThread())) {
      throw misused();
    }
  }

  /// Ends the hold of the calling thread.
  ///
  /// @throws IllegalStateException in any other thread than the holder
  void release() {
    if (!holder.compareAndSet(Thread.currentThread(), null)) {
      throw misused();
    }
  }

  /// The session handle, for one call.
  ///
  /// @throws IllegalStateException in any other thread than the holder
  long handle() {
    if (holder.get() != Thread.currentThread()) {
      throw misused();
    }
    return handle;
  }

  private IllegalStateException misused() {
    Thread by = holder.get();
    return new IllegalStateException(
        "session of %s used by %s"
            .formatted(by == null ? "nobody" : by.getName(), Thread.currentThread().getName()));
  }

  /// Notes that an operation may be left open in the token; the holder replaces the session.
  void markBroken() {
    broken = true;
  }

  boolean isBroken() {
    return broken;
  }
}
