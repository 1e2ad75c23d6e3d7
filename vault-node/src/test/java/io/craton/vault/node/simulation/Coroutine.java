package io.craton.vault.node.simulation;

import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;
import org.jspecify.annotations.Nullable;

/// Work that may wait in its middle while other work goes on, all of it on one thread. What virtual
/// threads are made of, without their scheduler: that one cannot be driven.
final class Coroutine extends Continuation {
  private static final ContinuationScope SCOPE = new ContinuationScope("simulation");

  private final Life life;
  private long waits;
  private long barrierNanos;

  Coroutine(Life life, Runnable body) {
    super(SCOPE, body);
    this.life = life;
  }

  /// The one that runs now.
  static Coroutine current() {
    @Nullable Continuation running = Continuation.getCurrentContinuation(SCOPE);
    if (running instanceof Coroutine coroutine) {
      return coroutine;
    }
    throw new IllegalStateException("only coroutines can wait");
  }

  Life life() {
    return life;
  }

  /// How long the last read barrier took that it passed.
  long barrierNanos() {
    return barrierNanos;
  }

  void passedBarrier(long nanos) {
    barrierNanos = nanos;
  }

  /// Names the wait that begins now, for [#resume].
  long beginWait() {
    return ++waits;
  }

  /// Gives the thread away until somebody resumes this wait.
  static void pause() {
    if (!Continuation.yield(SCOPE)) {
      throw new IllegalStateException("cannot wait here");
    }
  }

  /// Goes on, unless that wait is over.
  void resume(long wait) {
    if (wait == waits && !isDone()) {
      waits++;
      run();
    }
  }
}
