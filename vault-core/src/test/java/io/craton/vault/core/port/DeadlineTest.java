package io.craton.vault.core.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Who may be stuck past a deadline, and who answers then.
class DeadlineTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final List<Deadline> told = new ArrayList<>();

  private Deadline in(int seconds) {
    return Deadline.after(Duration.ofSeconds(seconds), now::get);
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void itPassesAlsoWhereTheClockOverflows() {
    Deadline deadline = in(2);
    assertThat(deadline.expired()).isFalse();
    assertThat(deadline.isAfter(in(1))).isTrue();
    assertThat(deadline.isAfter(in(2))).isFalse();
    pass(Duration.ofSeconds(2));
    assertThat(deadline.expired()).isTrue();
    assertThat(deadline.remaining()).isZero();
    assertThat(deadline.expiredFor(Duration.ofMillis(500))).isFalse();
    pass(Duration.ofMillis(501));
    assertThat(deadline.expiredFor(Duration.ofMillis(500))).isTrue();
  }

  @Test
  void nobodyIsWatchedUnlessAWatchWasTold() {
    assertThat(in(2).isWatched()).isFalse();
    assertThat(in(2).atLeast(Duration.ofSeconds(3)).isWatched()).isFalse();
    Deadline watched = in(2).watchedBy(told::add);
    assertThat(watched.isWatched()).isTrue();
    assertThat(told).containsExactly(watched);
  }

  @Test
  void aDeadlineIsWatchedInNoOtherThread() {
    Deadline watched = in(2).watchedBy(told::add);
    CompletableFuture<List<Boolean>> elsewhere =
        CompletableFuture.supplyAsync(
            () -> List.of(watched.isWatched(), watched.atLeast(Duration.ofSeconds(3)).isWatched()));
    assertThat(elsewhere.join()).containsExactly(false, false);
    assertThat(told).hasSize(1);
  }

  @Test
  void theWatchIsToldOfLaterDeadlinesAndASoonerOneIsNotWatched() {
    Deadline watched = in(2).watchedBy(told::add);
    assertThat(watched.atLeast(Duration.ofSeconds(1))).isSameAs(watched);
    Deadline later = watched.atLeast(Duration.ofSeconds(60));
    assertThat(later.isWatched()).isTrue();
    assertThat(told).containsExactly(watched, later);
    assertThat(watched.atMost(Duration.ofSeconds(3))).isSameAs(watched);
    assertThat(watched.atMost(Duration.ofSeconds(1)).isWatched()).isFalse();
  }

  @Test
  void aVirtualThreadIsNotWatched() throws InterruptedException {
    CompletableFuture<Deadline> tried = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            tried.complete(in(2).watchedBy(told::add));
          } catch (IllegalStateException e) {
            tried.completeExceptionally(e);
          }
        })
        .join();
    assertThatThrownBy(tried::join).hasCauseInstanceOf(IllegalStateException.class);
    assertThat(told).isEmpty();
  }
}
