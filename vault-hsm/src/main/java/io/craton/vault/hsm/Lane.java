package io.craton.vault.hsm;

import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Unavailable.Reason;
import io.craton.vault.hsm.TokenLibrary.Access;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A bounded set of platform threads, each the owner of one session, and the fair queue before
/// them. To borrow a session is to send a [Task] to its thread: so no session is ever in two
/// threads, only its holder closes it, and a caller can leave at its deadline while the token
/// hangs. Thread-safe.
final class Lane {
  private final TokenLibrary library;
  private final Faults faults;
  private final HsmMetrics metrics;
  private final LongSupplier nanoTime;
  private final BlockingQueue<Call<?>> queue = new ArrayBlockingQueue<>(HsmLimits.QUEUED_CALLS);
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger sessions = new AtomicInteger();
  private volatile boolean closed;

  Lane(
      String name,
      int threads,
      TokenLibrary library,
      Faults faults,
      HsmMetrics metrics,
      LongSupplier nanoTime) {
    this.library = library;
    this.faults = faults;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
    Thread.Builder builder = Thread.ofPlatform().daemon().name("hsm-" + name + "-", 1);
    for (int i = 0; i < threads; i++) {
      builder.start(new Worker());
    }
  }

  /// Runs the task on some session and waits for it until the deadline.
  ///
  /// @throws Unavailable when it could not be done, or not in time; then the task may still run,
  ///   and is discarded when it ends
  <T> T run(HsmOperation operation, Task<T> task, Deadline deadline) throws Unavailable {
    Call<T> call = new Call<>(operation, task, deadline, nanoTime.getAsLong());
    if (closed) {
      throw shuttingDown();
    }
    if (!queue.offer(call)) {
      metrics.overloaded();
      throw new Unavailable(
          Reason.OVERLOADED,
          HsmLimits.QUEUED_CALLS + " calls wait for the HSM already",
          HsmLimits.RETRY_SOON);
    }
    if (closed) {
      call.refuse(shuttingDown());
    }
    try {
      return call.await();
    } finally {
      if (call.abandonedInside()) {
        metrics.timedOut();
        faults.suspect(ErrorClass.HUNG, "a call did not return before its deadline");
      }
    }
  }

  /// Calls inside the token now.
  int running() {
    return running.get();
  }

  /// Refuses further calls and ends the threads after their present call.
  void close() {
    closed = true;
    for (Call<?> call = queue.poll(); call != null; call = queue.poll()) {
      call.refuse(shuttingDown());
    }
  }

  private static Unavailable shuttingDown() {
    return new Unavailable(Reason.SHUTTING_DOWN, "the HSM layer is closed", HsmLimits.RETRY_LATE);
  }

  /// One thread with its session.
  private final class Worker implements Runnable {
    private @Nullable Session session;
    private boolean refusedSession;

    @Override
    public void run() {
      try {
        while (!closed) {
          Call<?> call = queue.poll(1, TimeUnit.SECONDS);
          if (call != null && call.begin()) {
            serve(call);
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private <T> void serve(Call<T> call) {
      running.incrementAndGet();
      boolean left = false;
      try {
        metrics.called();
        T result = attempts(call);
        if (!call.deliver(result) && call.access() == Access.EXCLUSIVE) {
          discard(call, result);
        }
      } catch (Unavailable | RuntimeException | Error e) {
        // The top of this thread: whatever it is belongs to the caller.
        left = refusedSession && leftToOthers(call);
        if (!left) {
          call.fail(e);
        }
      } finally {
        running.decrementAndGet();
        if (!left) {
          metrics.took(call.operation(), nanoTime.getAsLong() - call.askedAtNanos());
        }
      }
      if (refusedSession) {
        refusedSession = false;
        LockSupport.parkNanos(this, HsmLimits.SESSION_PAUSE.toNanos());
      }
    }

    /// Gives the call back to the queue if a thread of this lane has a session for it.
    private boolean leftToOthers(Call<?> call) {
      if (sessions.get() == 0 || !call.putBack()) {
        return false;
      }
      if (closed || !queue.offer(call)) {
        call.refuse(
            new Unavailable(
                Reason.OVERLOADED, "the HSM has no session to spare", HsmLimits.RETRY_SOON));
      }
      return true;
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
          if (again && logInAgain()) {
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

    private boolean logInAgain() {
      Session current = session;
      if (current == null) {
        return true;
      }
      try {
        library.logInAgain(current);
        return true;
      } catch (CryptokiException | HsmOpenException e) {
        faults.down(ErrorClass.NOT_LOGGED_IN, String.valueOf(e.getMessage()));
        return false;
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
}
