package io.craton.vault.consensus.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.junit.jupiter.api.Test;

class SendingWatchTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final SendingWatch watch = new SendingWatch(nanos::get);
  private final SnapshotInfo snapshot = watch.watched(List.of(), TermIndex.valueOf(1, 1));

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
    pass(Duration.ofSeconds(20));
    assertThat(snapshot.getFiles()).isEmpty();
    assertThat(watch.isSending()).as("a new transfer").isTrue();
  }
}
