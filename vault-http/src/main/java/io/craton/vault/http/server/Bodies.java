package io.craton.vault.http.server;

import io.craton.vault.core.port.Deadline;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.wire.WipeableBuffer;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;

/// Reads request bodies within their bounds of size and time.
final class Bodies {
  private static final int CHUNK_BYTES = 16 * 1024;

  private Bodies() {}

  /// The whole body. The caller wipes it.
  ///
  /// @throws InvalidRequest when it is too large, too slow, or does not come to its end
  static byte[] read(HttpServletRequest request, int limit, Deadline deadline)
      throws InvalidRequest {
    if (request.getContentLengthLong() > limit) {
      throw InvalidRequest.tooLarge(limit);
    }
    byte[] chunk = new byte[CHUNK_BYTES];
    try (WipeableBuffer body = new WipeableBuffer()) {
      InputStream in = request.getInputStream();
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        if (body.size() + count > limit) {
          throw InvalidRequest.tooLarge(limit);
        }
        if (deadline.expired()) {
          throw InvalidRequest.tooSlow();
        }
        body.write(chunk, 0, count);
      }
      return Arrays.copyOf(body.array(), body.size());
    } catch (IOException e) {
      throw e.getCause() instanceof TimeoutException
          ? InvalidRequest.tooSlow()
          : InvalidRequest.brokenOff();
    } finally {
      Arrays.fill(chunk, (byte) 0);
    }
  }

  /// Reads on after an early answer was decided, so that a client that is still writing gets to
  /// read it; gives up after `limit` bytes or at the deadline.
  static void skip(HttpServletRequest request, int limit, Deadline deadline) throws IOException {
    byte[] chunk = new byte[CHUNK_BYTES];
    InputStream in = request.getInputStream();
    long skipped = 0;
    int count = 0;
    while (count >= 0 && skipped < limit && !deadline.expired()) {
      count = in.read(chunk);
      skipped += count;
    }
    Arrays.fill(chunk, (byte) 0);
  }
}
