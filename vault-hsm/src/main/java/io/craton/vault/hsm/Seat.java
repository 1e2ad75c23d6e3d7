package io.craton.vault.hsm;

import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Unavailable.Reason;
import io.craton.vault.hsm.TokenLibrary.Access;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A place at the token with at most one session, for one thread at a time: who has taken the seat
/// is the holder of its session, and nobody else opens, uses or closes it. Also how a call is made
/// on it, and what is repaired when that fails.
///
/// | from \ to | free | taken | resting |
/// |---|---|---|---|
/// | free | – | any thread | – |
/// | taken | its holder | – | its holder, when the token refused it a session |
/// | resting | whoever sweeps, after [HsmLimits#SESSION_PAUSE] | – | – |
final class Seat {
  private static final int FREE = 0;
  private static final int TAKEN = 1;
  private static final int RESTING = 2;

  private final TokenLibrary library;
  private final Faults faults;
  private final HsmMetrics metrics;
  private final LongSupplier nanoTime;

  /// Open sessions of all seats of the lane.
  private final AtomicInteger sessions;

  private final AtomicInteger state = new AtomicInteger(FREE);
  private volatile @Nullable Call<?> inside;
  private @Nullable Session session;
  private boolean refusedSession;
  private long restsUntil;

  Seat(
      TokenLibrary library,
      Faults faults,
      HsmMetrics metrics,
      LongSupplier nanoTime,
      AtomicInteger sessions) {
    this.library = library;
    this.faults = faults;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
    this.sessions = sessions;
  }

  /// Takes the seat with its session for the calling thread; false when it is not free.
  boolean take() {
    if (!state.compareAndSet(FREE, TAKEN)) {
      return false;
    }
    Session current = session;
    if (current != null) {
      current.take();
    }
    return true;
  }

  /// Holder: leaves the seat; false when it rests first.
  boolean leave() {
    Session current = session;
    if (current != null) {
      current.release();
    }
    boolean rests = refusedSession;
    if (rests) {
      refusedSession = false;
      restsUntil = nanoTime.getAsLong() + HsmLimits.SESSION_PAUSE.toNanos();
    }
    state.set(rests ? RESTING : FREE);
    return !rests;
  }

  /// True once when its rest is over, so that it is free.
  boolean rested() {
    return state.get() == RESTING
        && nanoTime.getAsLong() - restsUntil >= 0
        && state.compareAndSet(RESTING, FREE);
  }

  /// The call that the holder works on, if any.
  @Nullable Call<?> inside() {
    return inside;
  }

  /// Holder: works on a call that it has begun, up to its end or until another seat has to be found
  /// for it.
  ///
  /// @return true when it has ended
  <T> boolean serve(Call<T> call) {
    inside = call;
    boolean ended = true;
    try {
      metrics.called();
      T result = attempts(call);
      if (!call.deliver(result) && call.access() == Access.EXCLUSIVE) {
        discard(call, result);
      }
    } catch (Unavailable | RuntimeException | Error e) {
      // Whatever it is belongs to the caller. Without a session, others that have one may serve.
      ended = !(refusedSession && sessions.get() > 0 && call.putBack());
      if (ended) {
        call.fail(e);
      }
    } finally {
      inside = null;
      if (ended) {
        metrics.took(call.operation(), nanoTime.getAsLong() - call.askedAtNanos());
      }
    }
    return ended;
  }

  private <T> T attempts(Call<T> call) throws Unavailable {
    for (int attempt = 1; ; attempt++) {
      library.lock(call.access(), call.deadline());
      try {
        return call.task().run(session());
      } catch (CryptokiException e) {
        repair(e, attempt);
      } catch (RuntimeException | Error e) {
        markBroken();
        throw e;
      } finally {
        library.unlock(call.access());
      }
    }
  }

  private Session session() throws CryptokiException, Unavailable {
    Epoch epoch = library.epoch();
    Session current = session;
    if (current != null && (current.isBroken() || current.epoch() != epoch)) {
      session = null;
      sessions.decrementAndGet();
      library.closeSession(current);
    }
    if (epoch == null) {
      throw new Unavailable(Reason.HSM_DOWN, "the HSM is not started", HsmLimits.RETRY_SOON);
    }
    if (session == null) {
      session = library.openSession(epoch);
      sessions.incrementAndGet();
    }
    return session;
  }

  private void markBroken() {
    Session current = session;
    if (current != null) {
      metrics.sessionReplaced();
      current.markBroken();
    }
  }

  /// Returns when another attempt makes sense.
  private void repair(CryptokiException e, int attempt) throws Unavailable {
    ErrorClass error = ErrorClass.of(e);
    metrics.failed(error);
    boolean again = attempt < HsmLimits.CALL_ATTEMPTS;
    switch (error) {
      case SESSION_LOST -> {
        markBroken();
        if (again) {
          return;
        }
      }
      case NOT_LOGGED_IN -> {
        if (again) {
          logInAgain(e);
          return;
        }
      }
      case LIBRARY_DOWN -> {
        faults.down(error, e.getMessage());
        throw new Unavailable(Reason.HSM_DOWN, message(e), HsmLimits.RETRY_SOON, e);
      }
      case NO_SESSION -> {
        refusedSession = true;
        if (sessions.get() == 0) {
          faults.suspect(error, e.getMessage());
        }
      }
      case FAILED, TRANSIENT, PIN_REFUSED, HUNG -> {
        markBroken();
        faults.suspect(error, e.getMessage());
      }
      case BAD_INPUT, KEY_GONE, STALE_HANDLE, POLICY, UNSUPPORTED -> {}
    }
    boolean soon = error == ErrorClass.NO_SESSION;
    throw new Unavailable(
        Reason.HSM_FAILED, message(e), soon ? HsmLimits.RETRY_SOON : HsmLimits.RETRY_LATE, e);
  }

  /// @throws Unavailable when that fails; why is its cause, an [HsmOpenException]
  private void logInAgain(CryptokiException e) throws Unavailable {
    Session current = session;
    if (current == null) {
      return;
    }
    try {
      library.logInAgain(current);
    } catch (HsmOpenException why) {
      faults.down(ErrorClass.NOT_LOGGED_IN, String.valueOf(why.getMessage()));
      throw new Unavailable(Reason.HSM_FAILED, message(e), HsmLimits.RETRY_LATE, why);
    }
  }

  private static String message(CryptokiException e) {
    return "the HSM failed: " + e.getMessage();
  }

  private <T> void discard(Call<T> call, T result) throws Unavailable {
    if (!library.tryLock(Access.EXCLUSIVE, HsmLimits.DRAIN)) {
      return;
    }
    try {
      call.task().discard(session(), result);
    } catch (CryptokiException e) {
      faults.suspect(ErrorClass.of(e), e.getMessage());
    } finally {
      library.unlock(Access.EXCLUSIVE);
    }
  }
}
