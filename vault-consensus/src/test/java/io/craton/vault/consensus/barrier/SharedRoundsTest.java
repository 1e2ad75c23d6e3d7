package io.craton.vault.consensus.barrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedRoundsTest {
  private static final int CALLERS = 50;

  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<CompletableFuture<Long>> rounds = new ConcurrentLinkedQueue<>();
  private final AtomicInteger started = new AtomicInteger();
  private final Progress progress = new Progress();
  private final SharedRounds barrier = new SharedRounds(this::round, progress, scheduler);

  @AfterEach
  void stop() {
    callers.shutdownNow();
    scheduler.shutdownNow();
  }

  private CompletableFuture<Long> round() {
    started.incrementAndGet();
    CompletableFuture<Long> round = new CompletableFuture<>();
    rounds.add(round);
    return round;
  }

  @Test
  void callersShareTheRoundThatStartsAfterTheyArrived() throws Exception {
    progress.advance(9);
    Future<Void> first = call();
    await(() -> started.get() == 1);
    List<Future<Void>> later = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      later.add(call());
    }
    await(() -> rounds.size() == 1);
    rounds.remove().complete(7L);
    first.get(5, TimeUnit.SECONDS);
    await(() -> started.get() == 2);
    assertThat(later).noneMatch(Future::isDone);
    rounds.remove().complete(8L);
    // A caller that was slow to arrive may need a round of its own.
    await(() -> {
      rounds.forEach(round -> round.complete(8L));
      return later.stream().allMatch(Future::isDone);
    });
    for (Future<Void> call : later) {
      call.get();
    }
    assertThat(started.get()).isLessThanOrEqualTo(3 + CALLERS / 10);
  }

  @Test
  void callerWaitsUntilTheStateHasCaughtUp() throws Exception {
    Future<Void> call = call();
    await(() -> started.get() == 1);
    rounds.remove().complete(5L);
    progress.advance(4);
    assertThat(call.isDone()).isFalse();
    progress.advance(5);
    call.get(5, TimeUnit.SECONDS);
  }

  @Test
  void failedRoundsAreRepeatedUntilTheDeadline() {
    SharedRounds hopeless =
        new SharedRounds(
            () -> {
              started.incrementAndGet();
              return CompletableFuture.failedFuture(new IllegalStateException("1 of 3 answered"));
            },
            progress,
            scheduler);
    assertThatThrownBy(
            () -> hopeless.await(Deadline.after(Duration.ofMillis(200), System::nanoTime)))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("1 of 3 answered");
    assertThat(started.get()).isBetween(2, 30);
  }

  private Future<Void> call() {
    return callers.submit(() -> {
      barrier.await(Deadline.after(Duration.ofSeconds(10), System::nanoTime));
      return null;
    });
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
