package io.craton.vault.hsm;

import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.hsm.HsmOpenException.Kind;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// The opening of an HSM: one attempt, or as many as somebody has patience for. All attempts are
/// made with one [Engine], so that none finalises the library under a call of an earlier one that
/// hangs, and none tries a PIN that an earlier one was refused. Unless it succeeds the engine is
/// closed and the PIN erased.
final class Opening {
  private final Engine engine;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final Findings findings = new Findings();

  Opening(Engine engine, InstantSource clock, LongSupplier nanoTime) {
    this.engine = engine;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /// One attempt.
  Hsm once() throws HsmOpenException {
    boolean opened = false;
    try {
      Hsm hsm = attempt();
      opened = true;
      return hsm;
    } finally {
      if (!opened) {
        engine.close();
      }
    }
  }

  /// Attempts until one succeeds, or fails in a way that does not pass.
  ///
  /// @throws InterruptedException also when an attempt was interrupted
  Hsm patiently(Patience patience) throws HsmOpenException, InterruptedException {
    boolean opened = false;
    try {
      while (true) {
        try {
          Hsm hsm = attempt();
          opened = true;
          return hsm;
        } catch (HsmOpenException e) {
          if (Thread.interrupted()) {
            throw new InterruptedException("while the HSM was being opened");
          }
          if (!e.passing()) {
            throw e;
          }
          patience.await(e);
        }
      }
    } finally {
      if (!opened) {
        engine.close();
      }
    }
  }

  private Hsm attempt() throws HsmOpenException {
    start();
    try {
      String label = TokenKeys.trialLabel(engine.config().labelPrefix(), clock);
      MechanismTable table = new Probe(engine.lanes(), label, findings, nanoTime).run();
      Hsm hsm = new Hsm(engine, table, clock);
      Sentinel sentinel = hsm.sentinel();
      ensure(sentinel, Deadline.after(HsmLimits.OPEN, nanoTime));
      engine.supervisor().watch(sentinel);
      return hsm;
    } catch (Unavailable e) {
      throw failure(e);
    }
  }

  private void start() throws HsmOpenException {
    try {
      engine.start();
    } catch (HsmOpenException e) {
      findings.forgetAnswers();
      throw e;
    }
  }

  /// What a call that could not be made means for an opening.
  static HsmOpenException failure(Unavailable e) {
    return e.getCause() instanceof HsmOpenException why
        ? why
        : new HsmOpenException(Kind.NOT_ANSWERED, String.valueOf(e.getMessage()), true, e);
  }

  /// A single call that fails does not end the attempt here either.
  private void ensure(Sentinel sentinel, Deadline deadline) throws Unavailable {
    for (int asked = 1; ; asked++) {
      try {
        sentinel.ensure(deadline);
        return;
      } catch (Unavailable e) {
        if (!Question.mayPass(e) || asked == HsmLimits.QUESTION_ATTEMPTS) {
          throw e;
        }
        LockSupport.parkNanos(this, HsmLimits.LAST_QUESTION_PAUSE.toNanos());
      }
    }
  }
}
