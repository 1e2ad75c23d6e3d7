package io.craton.vault.http.server;

import io.craton.vault.core.port.Deadline;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/// Fails when the client does not take what is written at its [Pace]. For one thread, which is
/// interrupted out of a write that takes too long.
final class PacedStream extends OutputStream {
  private final OutputStream out;
  private final Pace pace;
  private final LongSupplier nanoTime;
  private long sent;
  private Duration waited = Duration.ZERO;

  PacedStream(OutputStream out, Pace pace, LongSupplier nanoTime) {
    this.out = out;
    this.pace = pace;
    this.nanoTime = nanoTime;
  }

  /// How many bytes were written.
  long sent() {
    return sent;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    timed(() -> out.write(bytes, offset, length));
    sent += length;
  }

  @Override
  public void flush() throws IOException {
    timed(out::flush);
  }

  private void timed(Step step) throws IOException {
    Duration left = pace.left(sent, waited);
    if (!left.isPositive()) {
      throw new IOException("the client took %d bytes in %d ms".formatted(sent, waited.toMillis()));
    }
    long begun = nanoTime.getAsLong();
    try (var _ = Alarm.interruptAt(Deadline.after(left, nanoTime))) {
      step.run();
    } finally {
      waited = waited.plusNanos(nanoTime.getAsLong() - begun);
    }
  }

  private interface Step {
    void run() throws IOException;
  }
}
