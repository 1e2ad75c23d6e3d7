package io.craton.vault.hsm;

import io.craton.vault.hsm.HsmOpenException.Kind;
import io.craton.vault.hsm.TokenLibrary.Access;
import io.craton.vault.hsm.pkcs11.Cryptoki;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// What the ports stand on: the library, the ways to its sessions, and who watches them.
record Engine(
    HsmConfig config,
    TokenLibrary library,
    Supervisor supervisor,
    HsmMetrics metrics,
    Lanes lanes,
    KeyFinder finder) {
  static Engine create(
      HsmConfig config, Cryptoki cryptoki, InstantSource clock, LongSupplier nanoTime) {
    HsmMetrics metrics = new HsmMetrics();
    TokenLibrary library = new TokenLibrary(cryptoki, config, nanoTime);
    Supervisor supervisor = new Supervisor(library, config, metrics, clock, nanoTime);
    return new Engine(
        config,
        library,
        supervisor,
        metrics,
        Lanes.start(config.pool().sessions(), library, supervisor, metrics, nanoTime),
        new KeyFinder(Sentinel.id(config), supervisor, nanoTime));
  }

  /// Starts the library before there is a watch over it; again after a failure. What others who
  /// share the token may be the cause of is tried again; a refused PIN never is.
  void start() throws HsmOpenException {
    for (int attempt = 1; ; attempt++) {
      try {
        startOnce();
        return;
      } catch (HsmOpenException e) {
        boolean passing = e.kind() == Kind.TOKEN_NOT_FOUND || e.kind() == Kind.LIBRARY_FAILED;
        if (!passing || attempt == HsmLimits.START_ATTEMPTS) {
          throw e;
        }
        LockSupport.parkNanos(this, HsmLimits.START_PAUSE.toNanos());
      }
    }
  }

  private void startOnce() throws HsmOpenException {
    if (!library.tryLock(Access.EXCLUSIVE, HsmLimits.DRAIN)) {
      boolean interrupted = Thread.currentThread().isInterrupted();
      throw new HsmOpenException(
          Kind.LIBRARY_FAILED,
          interrupted ? "interrupted" : "calls hang in the HSM; it is not started again under them",
          true);
    }
    try {
      library.start();
    } finally {
      library.unlock(Access.EXCLUSIVE);
    }
  }

  HsmHealth health() {
    return new HsmHealth(
        supervisor.state(),
        library.epochNumber(),
        supervisor.since(),
        supervisor.lastError(),
        library.openSessions(),
        library.knownKeys(),
        lanes.running());
  }

  /// Ends everything; leaves the library initialised if calls hang in it.
  void close() {
    supervisor.close();
    lanes.close();
    if (library.tryLock(Access.EXCLUSIVE, HsmLimits.DRAIN)) {
      try {
        library.stop();
      } finally {
        library.unlock(Access.EXCLUSIVE);
      }
    }
    config.pin().close();
  }
}
