package io.craton.vault.http.server;

import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Waiting;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// How many bytes of bodies a node works on at a time. A body exists several times while it is
/// read, parsed and worked on, so that a few large ones could take the whole heap; who finds no
/// room waits for a moment, and is then told to come back. Thread-safe.
final class BodyBudget {
  /// Bytes of heap that a byte of a body takes at its worst: the buffer as it grows, the array, two
  /// arrays of characters, the texts in them, what they decode to, and the answer.
  private static final int HEAP_BYTES_EACH = 16;

  /// The part of the heap that bodies may take.
  private static final double SHARE = 0.5;

  /// Bodies up to this size need no room: their number is bounded already, and nobody who holds
  /// room with large ones must keep them out.
  private static final int EXEMPT_BYTES = 16 * 1024;

  private static final int UNIT_BYTES = 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final int units;
  private final Semaphore free;

  private BodyBudget(int units) {
    this.units = units;
    // Not fair: whoever fits may pass a large one that waits.
    this.free = new Semaphore(units);
  }

  /// For a heap of that many bytes; never less than one body of `bodyBytes`.
  static BodyBudget of(long heapBytes, int bodyBytes) {
    long share = (long) (heapBytes * SHARE) / HEAP_BYTES_EACH;
    return new BodyBudget(units(Math.max(bodyBytes, share)));
  }

  private static int units(long bytes) {
    return (int) Math.min(Integer.MAX_VALUE, Math.ceilDiv(bytes, (long) UNIT_BYTES));
  }

  /// Room for one body, which may grow. For one thread.
  Room room() {
    return new Room();
  }

  /// What one body has taken; closing it gives that back.
  final class Room implements AutoCloseable {
    private int taken;

    /// Makes sure that there is room for that many bytes in all. Called for what has arrived, not
    /// for what was announced: an announcement costs a client nothing.
    void reserve(long bytes) throws Unavailable {
      if (bytes <= EXEMPT_BYTES) {
        return;
      }
      int missing = Math.min(units, units(bytes)) - taken;
      if (missing <= 0) {
        return;
      }
      try (var _ = Waiting.begin()) {
        if (!free.tryAcquire(missing, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new Unavailable(
              Unavailable.Reason.OVERLOADED, "too many bytes of bodies are being served", RETRY);
        }
        taken += missing;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Unavailable(Unavailable.Reason.SHUTTING_DOWN, "interrupted", RETRY);
      }
    }

    @Override
    public void close() {
      free.release(taken);
      taken = 0;
    }
  }
}
