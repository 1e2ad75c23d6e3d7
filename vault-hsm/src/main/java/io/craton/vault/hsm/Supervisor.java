package io.craton.vault.hsm;

import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Unavailable.Reason;
import io.craton.vault.core.port.Waiting;
import io.craton.vault.hsm.HsmHealth.State;
import io.craton.vault.hsm.HsmOpenException.Kind;
import io.craton.vault.hsm.TokenLibrary.Access;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches the token and brings it back: the circuit breaker, the health check, and the only place
/// that starts the library again. One thread of its own does the work.
///
/// | from \ to | ready | recovering | refused | closed |
/// |---|---|---|---|---|
/// | ready | – | the library is down, or the sentinel does not sign | – | close |
/// | recovering | the sentinel signs | – | the PIN is refused | close |
/// | refused | – | – | – | close |
final class Supervisor implements Faults, Gate {
  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

  private final TokenLibrary library;
  private final HsmConfig config;
  private final HsmMetrics metrics;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final Semaphore wake = new Semaphore(0);
  private volatile State state = State.RECOVERING;
  private volatile Instant since;
  private volatile Optional<ErrorClass> lastError = Optional.empty();
  private volatile Duration pause = HsmLimits.FIRST_RECOVERY_PAUSE;
  private volatile @Nullable Sentinel sentinel;
  private long recoveringAt;
  private int tolerated;

  Supervisor(
      TokenLibrary library,
      HsmConfig config,
      HsmMetrics metrics,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.library = library;
    this.config = config;
    this.metrics = metrics;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.since = clock.instant();
    this.recoveringAt = nanoTime.getAsLong();
  }

  /// Starts to watch, with a sentinel that has just signed.
  void watch(Sentinel checked) {
    sentinel = checked;
    enter(State.READY, "the sentinel signs");
    Thread.ofPlatform().daemon().name("hsm-supervisor").start(this::loop);
  }

  State state() {
    return state;
  }

  Instant since() {
    return since;
  }

  Optional<ErrorClass> lastError() {
    return lastError;
  }

  @Override
  public void awaitReady(Deadline deadline) throws Unavailable {
    if (state == State.RECOVERING) {
      try (var _ = Waiting.begin()) {
        awaitRecovery(deadline.atMost(HsmLimits.RECOVERY_WAIT));
      }
    }
    requireReady();
  }

  private synchronized void awaitRecovery(Deadline deadline) {
    try {
      while (state == State.RECOVERING) {
        long sinceNanos = nanoTime.getAsLong() - recoveringAt;
        Duration left = HsmLimits.RECOVERY_WAIT.minusNanos(sinceNanos);
        if (deadline.remaining().compareTo(left) < 0) {
          left = deadline.remaining();
        }
        if (left.isNegative() || left.isZero()) {
          return;
        }
        TimeUnit.NANOSECONDS.timedWait(this, left.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void requireReady() throws Unavailable {
    State now = state;
    if (now == State.READY) {
      return;
    }
    metrics.refused();
    throw switch (now) {
      case REFUSED ->
          new Unavailable(
              Reason.HSM_DOWN,
              "the HSM refused the PIN; restart with the right one",
              HsmLimits.RETRY_LATE);
      case CLOSED ->
          new Unavailable(Reason.SHUTTING_DOWN, "the HSM layer is closed", HsmLimits.RETRY_LATE);
      case READY, RECOVERING ->
          new Unavailable(Reason.HSM_DOWN, "the HSM is being recovered", pause);
    };
  }

  @Override
  public void down(ErrorClass error, String what) {
    lastError = Optional.of(error);
    if (state == State.READY) {
      enter(State.RECOVERING, what);
    }
    wake.release();
  }

  @Override
  public void suspect(ErrorClass error, String what) {
    lastError = Optional.of(error);
    LOG.warn("suspect: {} {}", error, what);
    wake.release();
  }

  /// Ends the watch; the state is closed for good.
  void close() {
    enter(State.CLOSED, "closed");
    wake.release();
  }

  private synchronized void enter(State next, String reason) {
    State from = state;
    if (from == State.CLOSED || from == next) {
      return;
    }
    state = next;
    since = clock.instant();
    recoveringAt = nanoTime.getAsLong();
    notifyAll();
    LOG.info("hsm: {} -> {}, epoch {}: {}", from, next, library.epochNumber(), reason);
  }

  private void loop() {
    try {
      while (state != State.CLOSED) {
        Duration patience = state == State.RECOVERING ? pause : config.pool().healthInterval();
        if (wake.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
          wake.drainPermits();
        }
        step();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void step() {
    switch (state) {
      case READY -> check();
      case RECOVERING -> recover();
      case REFUSED, CLOSED -> {}
    }
  }

  private void check() {
    try {
      sentinel().check(timeout());
      tolerated = 0;
    } catch (Unavailable e) {
      if (!tolerable(e)) {
        enter(State.RECOVERING, message(e));
        wake.release();
      }
    }
  }

  /// A check that waits behind the making of a long RSA key says nothing about the token.
  private boolean tolerable(Unavailable e) {
    if (e.reason() == Reason.OVERLOADED) {
      return true;
    }
    tolerated++;
    return e.reason() == Reason.DEADLINE
        && library.isChanging()
        && tolerated <= HsmLimits.TOLERATED_CHECKS;
  }

  private void recover() {
    try {
      restart();
      sentinel().ensure(timeout());
      pause = HsmLimits.FIRST_RECOVERY_PAUSE;
      metrics.recovered();
      enter(State.READY, "the sentinel signs");
    } catch (HsmOpenException e) {
      if (e.kind() == Kind.WRONG_PIN) {
        lastError = Optional.of(ErrorClass.PIN_REFUSED);
        enter(State.REFUSED, message(e));
      } else {
        wait(e);
      }
    } catch (Unavailable e) {
      wait(e);
    }
  }

  private void wait(Exception e) {
    LOG.warn("hsm: not recovered: {}", message(e));
    Duration doubled = pause.multipliedBy(2);
    Duration longest = HsmLimits.LAST_RECOVERY_PAUSE;
    pause = doubled.compareTo(longest) < 0 ? doubled : longest;
    wake.drainPermits();
  }

  /// Finalises only after all calls have ended: one that is cut off crashes the process.
  private void restart() throws HsmOpenException, Unavailable {
    if (!library.tryLock(Access.EXCLUSIVE, HsmLimits.DRAIN)) {
      throw new Unavailable(
          Reason.HSM_DOWN, "calls hang in the HSM; it is not started again under them", pause);
    }
    try {
      library.start();
    } finally {
      library.unlock(Access.EXCLUSIVE);
    }
  }

  private Sentinel sentinel() {
    Sentinel current = sentinel;
    if (current == null) {
      throw new IllegalStateException("not watching yet");
    }
    return current;
  }

  private Deadline timeout() {
    return Deadline.after(config.pool().callTimeout(), nanoTime);
  }

  private static String message(Exception e) {
    return String.valueOf(e.getMessage());
  }
}
