package io.craton.vault.consensus.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.junit.jupiter.api.Test;

class SendingWatchTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final SendingWatch watch = new SendingWatch(nanos::get);
  private final AtomicInteger inspections = new AtomicInteger();
  private final SnapshotInfo snapshot =
      watch.watched(List.of(), TermIndex.valueOf(1, 1), inspections::incrementAndGet);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void nothingIsSentBeforeAFileIsAskedFor() {
    assertThat(watch.isSending()).isFalse();
    assertThat(snapshot.getIndex()).isEqualTo(1);
    assertThat(watch.isSending()).isFalse();
  }

  @Test
  void itIsSentUntilAWhileAfterTheLastFile() {
    for (int file = 0; file < 5; file++) {
      assertThat(snapshot.getFiles()).isEmpty();
      pass(Duration.ofSeconds(19));
      assertThat(watch.isSending()).isTrue();
    }
    pass(Duration.ofSeconds(40));
    assertThat(watch.isSending()).as("the peer may be catching up").isTrue();
    pass(Duration.ofSeconds(1));
    assertThat(watch.isSending()).isFalse();
  }

  @Test
  void aPeerThatAsksForeverDoesNotHoldUpSnapshotsForever() {
    for (int i = 0; i < 60 * 14; i++) {
      assertThat(snapshot.getFiles()).isEmpty();
      pass(Duration.ofSeconds(1));
    }
    assertThat(watch.isSending()).isTrue();
    for (int i = 0; i < 60; i++) {
      assertThat(snapshot.getFiles()).isEmpty();
      pass(Duration.ofSeconds(1));
    }
    assertThat(watch.isSending()).isFalse();
    pass(Duration.ofMinutes(1));
    assertThat(snapshot.getFiles()).isEmpty();
    assertThat(watch.isSending()).as("after a rest").isTrue();
  }

  @Test
  void aPeerThatBeginsAgainAndAgainDoesNotEither() {
    for (int transfer = 0; transfer < 30; transfer++) {
      assertThat(snapshot.getFiles()).isEmpty();
      pass(Duration.ofSeconds(30));
    }
    assertThat(inspections).hasValue(30);
    assertThat(watch.isSending()).isFalse();
  }

  @Test
  void itIsInspectedOnceForEachTransfer() {
    assertThat(inspections).hasValue(0);
    for (int transfer = 1; transfer <= 3; transfer++) {
      for (int file = 0; file < 3; file++) {
        assertThat(snapshot.getFiles()).isEmpty();
        assertThat(inspections).hasValue(transfer);
        pass(Duration.ofSeconds(10));
      }
      pass(Duration.ofSeconds(10));
    }
  }

  @Test
  void everySnapshotIsInspectedThoughAnotherIsBeingSent() {
    AtomicInteger others = new AtomicInteger();
    SnapshotInfo next = watch.watched(List.of(), TermIndex.valueOf(1, 2), others::incrementAndGet);
    assertThat(snapshot.getFiles()).isEmpty();
    assertThat(next.getFiles()).isEmpty();
    assertThat(others).hasValue(1);
    assertThat(inspections).hasValue(1);
  }

  @Test
  void nothingIsGivenAwayWhenTheInspectionFails() {
    AtomicBoolean damaged = new AtomicBoolean(true);
    SnapshotInfo suspect =
        watch.watched(
            List.of(),
            TermIndex.valueOf(1, 1),
            () -> {
              if (damaged.get()) {
                throw new IllegalStateException("damaged");
              }
            });
    assertThatThrownBy(suspect::getFiles).hasMessage("damaged");
    assertThatThrownBy(suspect::getFiles).hasMessage("damaged");
    damaged.set(false);
    assertThat(suspect.getFiles()).isEmpty();
  }

  @Test
  void itIsBeingSentHoweverLongItIsInspectedAndOthersWait() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger runs = new AtomicInteger();
    SnapshotInfo large =
        watch.watched(
            List.of(),
            TermIndex.valueOf(1, 1),
            () -> {
              runs.incrementAndGet();
              begun.countDown();
              await(end);
            });
    try (ExecutorService peers = Executors.newFixedThreadPool(2)) {
      Future<?> first = peers.submit(large::getFiles);
      begun.await();
      pass(Duration.ofMinutes(2));
      assertThat(watch.isSending()).isTrue();
      Future<?> second = peers.submit(large::getFiles);
      assertThat(first.isDone()).isFalse();
      assertThat(second.isDone()).isFalse();
      end.countDown();
      first.get();
      second.get();
    }
    assertThat(runs).hasValue(1);
    pass(Duration.ofSeconds(59));
    assertThat(watch.isSending()).isTrue();
    pass(Duration.ofSeconds(1));
    assertThat(watch.isSending()).isFalse();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
