package io.craton.vault.consensus.barrier;

import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.ReadBarrier;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Waiting;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The read barrier: at most one round of questions is under way and one is waiting for its end;
/// all who arrive meanwhile share the waiting one, because a round that began before a caller
/// arrived proves nothing to that caller. Thread-safe.
public final class SharedRounds implements ReadBarrier {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /// Between a failed round and the next, so that a node without a quorum does not spin.
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final Supplier<CompletableFuture<Long>> question;
  private final Progress progress;
  private final ScheduledExecutorService scheduler;
  private final ReentrantLock lock = new ReentrantLock();
  private final LongAdder rounds = new LongAdder();
  private final LongAdder failedRounds = new LongAdder();
  private @Nullable CompletableFuture<Long> running;
  private @Nullable CompletableFuture<Long> next;

  /// @param question starts one round and promises the confirmed index, or fails; must not block
  /// @param progress of the local state
  /// @param scheduler starts rounds that wait after a failed one
  public SharedRounds(
      Supplier<CompletableFuture<Long>> question,
      Progress progress,
      ScheduledExecutorService scheduler) {
    this.question = question;
    this.progress = progress;
    this.scheduler = scheduler;
  }

  @Override
  public void await(Deadline deadline) throws Unavailable {
    long index = confirmedIndex(deadline);
    if (!progress.await(index, deadline)) {
      throw new Unavailable(
          Unavailable.Reason.DEADLINE,
          "this node has applied index %d, a read needs %d".formatted(progress.applied(), index),
          RETRY_AFTER);
    }
  }

  /// Rounds that were started.
  public long rounds() {
    return rounds.sum();
  }

  /// Rounds that ended without a confirmed index.
  public long failedRounds() {
    return failedRounds.sum();
  }

  private long confirmedIndex(Deadline deadline) throws Unavailable {
    @Nullable Throwable last = null;
    while (!deadline.expired()) {
      try {
        return await(join(), deadline);
      } catch (ExecutionException e) {
        last = e.getCause();
      } catch (TimeoutException e) {
        break;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    String why = last == null ? "no answer in time" : String.valueOf(last.getMessage());
    throw new Unavailable(
        Unavailable.Reason.NO_QUORUM, "no majority confirmed the leader: " + why, RETRY_AFTER);
  }

  private static long await(CompletableFuture<Long> round, Deadline deadline)
      throws ExecutionException, TimeoutException, InterruptedException {
    if (round.isDone()) {
      return round.get();
    }
    try (var _ = Waiting.begin()) {
      return round.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /// A round that starts after this call.
  private CompletableFuture<Long> join() {
    CompletableFuture<Long> round = new CompletableFuture<>();
    lock.lock();
    try {
      if (running != null) {
        CompletableFuture<Long> waiting = next;
        if (waiting == null) {
          next = round;
          waiting = round;
        }
        return waiting;
      }
      running = round;
    } finally {
      lock.unlock();
    }
    start(round);
    return round;
  }

  private void start(CompletableFuture<Long> round) {
    CompletableFuture<Long> answer;
    rounds.increment();
    try {
      answer = question.get();
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    var _ = answer.whenComplete((index, error) -> ended(round, index, error));
  }

  private void ended(
      CompletableFuture<Long> round, @Nullable Long index, @Nullable Throwable error) {
    if (error != null || index == null) {
      failedRounds.increment();
      scheduleNext();
      round.completeExceptionally(error == null ? new IllegalStateException("no index") : error);
      return;
    }
    startNext();
    round.complete(index);
  }

  /// Keeps the ended round in the place of the running one for a moment.
  private void scheduleNext() {
    try {
      var _ = scheduler.schedule(this::startNext, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (java.util.concurrent.RejectedExecutionException e) {
      startNext();
    }
  }

  private void startNext() {
    CompletableFuture<Long> started;
    lock.lock();
    try {
      started = next;
      next = null;
      running = started;
    } finally {
      lock.unlock();
    }
    if (started != null) {
      start(started);
    }
  }
}
