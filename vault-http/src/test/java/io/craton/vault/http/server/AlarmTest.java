package io.craton.vault.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.port.Deadline;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// An alarm rings when its time has come, and never after it was closed.
@Timeout(30)
class AlarmTest {
  @Test
  void whoWaitsForTooLongIsInterrupted() {
    CountDownLatch never = new CountDownLatch(1);
    assertThatThrownBy(
            () -> {
              try (var _ = Alarm.interruptAt(in(Duration.ofMillis(50)))) {
                never.await();
              }
            })
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void anInterruptionThatNobodyMetIsTakenBack() {
    try (var _ = Alarm.interruptAt(in(Duration.ZERO))) {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.onSpinWait();
      }
    }
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void oneThatWasClosedDoesNotRing() throws Exception {
    for (int i = 0; i < 100; i++) {
      Alarm alarm = Alarm.interruptAt(in(Duration.ofMillis(1)));
      alarm.close();
    }
    Thread.sleep(Duration.ofMillis(200));
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  private static Deadline in(Duration time) {
    return Deadline.after(time, System::nanoTime);
  }
}
