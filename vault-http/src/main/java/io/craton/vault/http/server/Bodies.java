package io.craton.vault.http.server;

import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Waiting;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.wire.WipeableBuffer;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/// Reads request bodies within their bounds of size and time.
final class Bodies {
  private static final int CHUNK_BYTES = 16 * 1024;
  private static final Duration POLL = Duration.ofMillis(5);

  private Bodies() {}

  /// The whole body. The caller wipes it.
  ///
  /// @param room taken for it; the caller closes it when the body is no longer needed
  /// @throws InvalidRequest when it is too large, too slow, or does not come to its end
  /// @throws Unavailable when there is no room for it
  static byte[] read(HttpServletRequest request, int limit, Deadline deadline, BodyBudget.Room room)
      throws InvalidRequest, Unavailable {
    if (request.getContentLengthLong() > limit) {
      throw InvalidRequest.tooLarge(limit);
    }
    try {
      ServletInputStream in = request.getInputStream();
      long length = request.getContentLengthLong();
      return length >= 0 && length <= CHUNK_BYTES
          ? readShort(in, (int) length, deadline)
          : readAny(in, limit, deadline, room);
    } catch (IOException e) {
      throw deadline.expired() || e.getCause() instanceof TimeoutException
          ? InvalidRequest.tooSlow()
          : InvalidRequest.brokenOff();
    }
  }

  /// A body of known length, that needs no room.
  private static byte[] readShort(ServletInputStream in, int length, Deadline deadline)
      throws InvalidRequest, IOException {
    byte[] body = new byte[length];
    int filled = 0;
    try {
      while (filled < length) {
        int count = next(in, body, filled, deadline);
        if (count < 0) {
          throw InvalidRequest.brokenOff();
        }
        if (deadline.expired()) {
          throw InvalidRequest.tooSlow();
        }
        filled += count;
      }
      return body;
    } finally {
      if (filled < length) {
        Arrays.fill(body, (byte) 0);
      }
    }
  }

  private static byte[] readAny(
      ServletInputStream in, int limit, Deadline deadline, BodyBudget.Room room)
      throws InvalidRequest, Unavailable, IOException {
    byte[] chunk = new byte[CHUNK_BYTES];
    try (WipeableBuffer body = new WipeableBuffer()) {
      for (int count = next(in, chunk, 0, deadline);
          count >= 0;
          count = next(in, chunk, 0, deadline)) {
        if (body.size() + count > limit) {
          throw InvalidRequest.tooLarge(limit);
        }
        if (deadline.expired()) {
          throw InvalidRequest.tooSlow();
        }
        room.reserve((long) body.size() + count);
        body.write(chunk, 0, count);
      }
      return Arrays.copyOf(body.array(), body.size());
    } finally {
      Arrays.fill(chunk, (byte) 0);
    }
  }

  /// The next bytes, as `read` gives them. Waits no longer than the deadline: then it fails.
  private static int next(ServletInputStream in, byte[] into, int at, Deadline deadline)
      throws IOException {
    if (in.isFinished() || in.available() > 0) {
      return in.read(into, at, into.length - at);
    }
    try (var _ = Alarm.interruptAt(deadline);
        var _ = Waiting.begin()) {
      return in.read(into, at, into.length - at);
    }
  }

  /// Reads what has arrived, at most `limit` bytes, without waiting for more.
  ///
  /// @return how many those were
  static long skipArrived(HttpServletRequest request, int limit) throws IOException {
    byte[] chunk = new byte[CHUNK_BYTES];
    ServletInputStream in = request.getInputStream();
    long skipped = 0;
    while (!in.isFinished() && in.available() > 0 && skipped < limit) {
      int count = in.read(chunk);
      if (count < 0) {
        break;
      }
      skipped += count;
    }
    Arrays.fill(chunk, (byte) 0);
    return skipped;
  }

  /// Whether `taken` bytes are the whole body. Jetty says that a body is finished only when it was
  /// asked for more after its last byte.
  static boolean isWhole(HttpServletRequest request, long taken) throws IOException {
    return request.getInputStream().isFinished() || taken == request.getContentLengthLong();
  }

  /// Reads and drops until the end of the body, the deadline, or the end of the connection.
  ///
  /// @param before how many bytes of it were taken before
  /// @param gone whether the client has ended its side; asked when nothing has arrived
  static void discard(
      HttpServletRequest request, long before, Deadline deadline, BooleanSupplier gone) {
    byte[] chunk = new byte[CHUNK_BYTES];
    long taken = before;
    try {
      ServletInputStream in = request.getInputStream();
      while (!isWhole(request, taken) && !deadline.expired()) {
        // A read would wait for the idle timeout of the connection, which is much longer.
        if (in.available() > 0) {
          int count = in.read(chunk);
          if (count < 0) {
            break;
          }
          taken += count;
        } else if (gone.getAsBoolean()) {
          break;
        } else {
          Thread.sleep(POLL);
        }
      }
    } catch (IOException e) {
      // Gone, and nothing is owed to it.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      Arrays.fill(chunk, (byte) 0);
    }
  }
}
