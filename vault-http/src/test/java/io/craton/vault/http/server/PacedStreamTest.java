package io.craton.vault.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PacedStreamTest {
  private static final Pace PACE = new Pace(Duration.ofSeconds(10), 100);

  private final AtomicLong nanos = new AtomicLong();

  /// Takes the bytes after that time.
  private final class Slow extends ByteArrayOutputStream {
    private Duration takes = Duration.ZERO;

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      nanos.addAndGet(takes.toNanos());
      super.write(bytes, offset, length);
    }
  }

  @Test
  void whoTakesAllAtItsPaceGetsAll() throws Exception {
    Slow slow = new Slow();
    slow.takes = Duration.ofSeconds(1);
    PacedStream out = new PacedStream(slow, PACE, nanos::get);
    for (int second = 0; second < 60; second++) {
      out.write(new byte[100]);
    }
    assertThat(out.sent()).isEqualTo(6_000);
    assertThat(slow.size()).isEqualTo(6_000);
  }

  @Test
  void whoTricklesIsCutOffWhenItsPatienceIsUsedUp() throws Exception {
    Slow slow = new Slow();
    slow.takes = Duration.ofSeconds(2);
    PacedStream out = new PacedStream(slow, PACE, nanos::get);
    for (int piece = 0; piece < 10; piece++) {
      out.write(new byte[100]);
    }
    assertThatThrownBy(() -> out.write(1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("1000 bytes in 20000 ms");
  }

  /// The vault reads the state for its digest, for instance.
  @Test
  void whatTheVaultTakesDoesNotCount() throws Exception {
    PacedStream out = new PacedStream(new Slow(), PACE, nanos::get);
    out.write(1);
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    out.write(1);
    assertThat(out.sent()).isEqualTo(2);
  }

  @Test
  void aClientThatTookMuchAtFirstHasNoMorePatienceThanOthers() {
    assertThat(PACE.left(1_000_000, Duration.ZERO)).isEqualTo(PACE.patience());
    assertThat(PACE.left(0, Duration.ofSeconds(4))).isEqualTo(Duration.ofSeconds(6));
    assertThat(PACE.left(0, Duration.ofSeconds(11))).isNegative();
  }

  @Test
  void aWriteThatHangsIsInterrupted() {
    OutputStream hanging =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              throw new InterruptedIOException("the client is gone");
            }
          }
        };
    PacedStream out =
        new PacedStream(hanging, new Pace(Duration.ofMillis(20), 100), System::nanoTime);
    assertThatThrownBy(() -> out.write(1)).isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isFalse();
  }
}
