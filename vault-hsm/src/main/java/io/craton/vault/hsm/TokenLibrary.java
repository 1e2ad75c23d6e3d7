package io.craton.vault.hsm;

import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Unavailable.Reason;
import io.craton.vault.core.port.Waiting;
import io.craton.vault.hsm.HsmOpenException.Kind;
import io.craton.vault.hsm.pkcs11.Ckr;
import io.craton.vault.hsm.pkcs11.Cryptoki;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import io.craton.vault.hsm.pkcs11.TokenInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The library's life in this process: initialise, log in, finalise; and the locks that keep apart
/// what must not overlap. Every call to the token is made under one of them:
///
/// | access | for |
/// |---|---|
/// | SHARED | find, sign, verify, encrypt, decrypt, session objects |
/// | EXCLUSIVE | generating and destroying token objects; finalise and initialise |
///
/// Generating excludes finding because SoftHSM loses objects otherwise: a search beside a
/// generation of the same process was seen to miss a key that is there. Finalising under the
/// exclusive lock cannot cut off a call. Thread-safe.
final class TokenLibrary {
  private final Cryptoki cryptoki;
  private final HsmConfig config;
  private final LongSupplier nanoTime;
  private final PinGuard guard;

  /// Fair: neither may a stream of calls keep a change waiting, nor a queue of changes the calls.
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);

  /// Taken before the exclusive lock, so that at most one thread waits for that one and holds up
  /// the shared one.
  private final ReentrantLock changes = new ReentrantLock(true);

  private volatile long nextChangeAt;
  private long changingSince;

  private final AtomicInteger openSessions = new AtomicInteger();
  private volatile @Nullable Epoch epoch;
  private volatile @Nullable TokenInfo token;
  private int epochs;
  private int initialisations;

  TokenLibrary(Cryptoki cryptoki, HsmConfig config, LongSupplier nanoTime) {
    this.cryptoki = cryptoki;
    this.config = config;
    this.nanoTime = nanoTime;
    this.guard = new PinGuard(config.tokenLabel(), config.pin());
    this.nextChangeAt = nanoTime.getAsLong();
  }

  /// What a call does to the set of objects.
  enum Access {
    SHARED,
    EXCLUSIVE
  }

  /// The current epoch; none before the first start, after a failed start or login, and after the
  /// end.
  @Nullable Epoch epoch() {
    return epoch;
  }

  /// What the token said about itself at the last start; empty before the first.
  Optional<TokenInfo> token() {
    return Optional.ofNullable(token);
  }

  int epochNumber() {
    Epoch current = epoch;
    return current == null ? 0 : current.number();
  }

  int knownKeys() {
    Epoch current = epoch;
    return current == null ? 0 : current.keys().size();
  }

  int openSessions() {
    return openSessions.get();
  }

  /// Takes the lock; the same thread gives it back with [#unlock]. A change begins only after the
  /// calls that the one before it held up have had as much time as that one took, a second at most:
  /// while changes queue, calls get half of the time, not one turn for each change.
  ///
  /// @throws Unavailable when the deadline passes first
  void lock(Access access, Deadline deadline) throws Unavailable {
    if (access == Access.SHARED && tryLock(access, Duration.ZERO)) {
      return;
    }
    try (var _ = Waiting.begin()) {
      if (access == Access.EXCLUSIVE) {
        giveWay(deadline);
      }
      if (!tryLock(access, deadline.remaining())) {
        throw new Unavailable(
            Reason.DEADLINE, "the HSM is busy with changes of its keys", HsmLimits.RETRY_SOON);
      }
    }
  }

  private void giveWay(Deadline deadline) {
    while (!deadline.expired() && !Thread.currentThread().isInterrupted()) {
      long left = Math.min(nextChangeAt - nanoTime.getAsLong(), deadline.remaining().toNanos());
      if (left <= 0) {
        return;
      }
      LockSupport.parkNanos(this, left);
    }
  }

  /// Takes the lock within that time, or says that it could not. In the order of arrival.
  boolean tryLock(Access access, Duration patience) {
    try {
      return switch (access) {
        case SHARED -> acquire(lock.readLock(), patience);
        case EXCLUSIVE -> acquireExclusive(patience);
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean acquireExclusive(Duration patience) throws InterruptedException {
    if (!acquire(changes, patience)) {
      return false;
    }
    boolean acquired = false;
    try {
      acquired = acquire(lock.writeLock(), patience);
      changingSince = nanoTime.getAsLong();
      return acquired;
    } finally {
      if (!acquired) {
        changes.unlock();
      }
    }
  }

  private static boolean acquire(Lock lock, Duration patience) throws InterruptedException {
    return lock.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  void unlock(Access access) {
    switch (access) {
      case SHARED -> lock.readLock().unlock();
      case EXCLUSIVE -> {
        long now = nanoTime.getAsLong();
        long took = Math.min(now - changingSince, HsmLimits.GIVE_WAY.toNanos());
        nextChangeAt = lock.hasQueuedThreads() ? now + took : now;
        lock.writeLock().unlock();
        changes.unlock();
      }
    }
  }

  /// True while a key is being made or destroyed, which can take seconds.
  boolean isChanging() {
    return changes.isLocked();
  }

  /// Finalises the library if it is initialised, initialises it, finds the token and logs in. A new
  /// epoch starts. A refused PIN is never tried again.
  ///
  /// @throws IllegalStateException unless the calling thread holds the lock exclusively
  void start() throws HsmOpenException {
    guard.requireRefusedNever();
    stop();
    try {
      initialize();
      Found found = findSlot();
      token = found.token();
      logIn(found.slot(), found.token());
      beginEpoch(found.slot());
    } catch (CryptokiException e) {
      throw failed("does not start", e);
    }
  }

  /// Finalises the library; all sessions and handles end. Idempotent.
  ///
  /// @throws IllegalStateException unless the calling thread holds the lock exclusively
  void stop() {
    if (!lock.isWriteLockedByCurrentThread()) {
      throw new IllegalStateException("finalise while calls may be running");
    }
    if (initialisations == 0) {
      return;
    }
    epoch = null;
    openSessions.set(0);
    try {
      cryptoki.finalizeLibrary();
    } catch (CryptokiException e) {
      // Whatever it says: the next initialisation shows whether the library is usable.
    }
  }

  private void initialize() throws CryptokiException {
    initialisations++;
    try {
      cryptoki.initialize();
    } catch (CryptokiException e) {
      if (e.code() != Ckr.CRYPTOKI_ALREADY_INITIALIZED) {
        throw e;
      }
    }
  }

  /// Our token, and where it is.
  private record Found(long slot, TokenInfo token) {}

  private Found findSlot() throws CryptokiException, HsmOpenException {
    List<Found> found = new ArrayList<>();
    boolean unreadable = false;
    int others = 0;
    for (long slot : cryptoki.slots()) {
      Optional<TokenInfo> info = infoOf(slot);
      if (info.isEmpty()) {
        unreadable = true;
      } else if (info.get().label().equals(config.tokenLabel())) {
        found.add(new Found(slot, info.get()));
      } else if (info.get().initialised()) {
        others++;
      }
    }
    if (found.isEmpty()) {
      throw notFound(unreadable, others);
    }
    if (found.size() > 1) {
      throw new HsmOpenException(
          Kind.TOKEN_AMBIGUOUS,
          found.size() + " tokens are labelled '" + config.tokenLabel() + "'");
    }
    return found.getFirst();
  }

  /// A token that is away may come; one that is missing among others that are there does not.
  private HsmOpenException notFound(boolean unreadable, int others) {
    String what = "no token is labelled '" + config.tokenLabel() + "'";
    if (unreadable) {
      return new HsmOpenException(Kind.TOKEN_NOT_FOUND, what + ", some cannot be read", true);
    }
    return others == 0
        ? new HsmOpenException(Kind.TOKEN_NOT_FOUND, what + ", and there is no other", true)
        : new HsmOpenException(Kind.TOKEN_NOT_FOUND, what + " among " + others);
  }

  /// A slot that cannot be read is not ours; the right one may be next to it.
  private Optional<TokenInfo> infoOf(long slot) {
    try {
      return Optional.of(cryptoki.tokenInfo(slot));
    } catch (CryptokiException e) {
      return Optional.empty();
    }
  }

  /// Logs in with a session of its own, which nobody uses or closes: the login ends with the last
  /// session, and so it lasts as long as this one. Closed when it does not log in.
  ///
  /// @param now what the token says, read right before
  private synchronized void logIn(long slot, TokenInfo now)
      throws CryptokiException, HsmOpenException {
    guard.requireHarmless(now.pinTries());
    long session = cryptoki.openSession(slot);
    boolean loggedIn = false;
    try {
      logInWith(session, now);
      loggedIn = true;
    } finally {
      if (!loggedIn) {
        closeQuietly(session);
      }
    }
  }

  private void logInWith(long session, TokenInfo now) throws CryptokiException, HsmOpenException {
    try {
      cryptoki.login(session, config.pin());
      guard.accepted();
    } catch (CryptokiException e) {
      if (e.code() == Ckr.USER_ALREADY_LOGGED_IN) {
        return;
      }
      if (ErrorClass.of(e) == ErrorClass.PIN_REFUSED) {
        throw guard.refused(e);
      }
      guard.doubted(now.pinTries());
      throw e;
    }
  }

  private synchronized void beginEpoch(long slot) {
    epochs++;
    epoch = new Epoch(epochs, initialisations, slot);
  }

  /// Logs in again after a logout, once for all threads that notice it, and starts an epoch: the
  /// handles from before are void. When that fails there is no epoch before the next [#start], so
  /// that the threads do not try the PIN one after the other.
  ///
  /// @param session a session of the calling thread
  synchronized void logInAgain(Session session) throws HsmOpenException {
    if (session.epoch() != epoch) {
      return;
    }
    long slot = session.epoch().slot();
    boolean loggedIn = false;
    try {
      logIn(slot, cryptoki.tokenInfo(slot));
      beginEpoch(slot);
      loggedIn = true;
    } catch (CryptokiException e) {
      throw failed("does not log in again", e);
    } finally {
      if (!loggedIn) {
        epoch = null;
      }
    }
  }

  private HsmOpenException failed(String what, CryptokiException e) {
    return new HsmOpenException(
        Kind.LIBRARY_FAILED,
        config.library().path() + " " + what + ": " + e.getMessage(),
        !ErrorClass.refuses(e),
        e);
  }

  /// Opens a session that the calling thread holds, which must have the lock.
  Session openSession(Epoch current) throws CryptokiException {
    Session session = new Session(cryptoki, current, cryptoki.openSession(current.slot()));
    openSessions.incrementAndGet();
    return session;
  }

  /// Closes a session that the calling thread holds, which must have the lock. One of an earlier
  /// initialisation is over already, and its number may be another's now.
  void closeSession(Session session) {
    Epoch current = epoch;
    if (current == null || current.initialisation() != session.epoch().initialisation()) {
      return;
    }
    openSessions.decrementAndGet();
    closeQuietly(session.handle());
  }

  private void closeQuietly(long session) {
    try {
      cryptoki.closeSession(session);
    } catch (CryptokiException e) {
      // It was lost, or ends with the library.
    }
  }
}
