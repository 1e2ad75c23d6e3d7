package io.craton.vault.http.server;

import java.time.Duration;
import java.util.OptionalLong;

/// What a connection has brought so far. Thread-safe.
final class Track {
  private static final long UNKNOWN = -1;

  private long sinceNanos;
  private int requests;
  private boolean expecting = true;

  /// Bytes that the connection had brought when it was first seen after its last request.
  private long bytesBefore = UNKNOWN;

  /// Begins with a connection that has brought nothing.
  Track(long nowNanos) {
    this.sinceNanos = nowNanos;
  }

  synchronized void begin() {
    requests++;
  }

  synchronized void end() {
    requests--;
    expecting = false;
    bytesBefore = UNKNOWN;
  }

  /// True when a request is due, as the connection is new or a part of one has come, and has been
  /// for longer than `timeout`.
  ///
  /// @param bytesIn that the connection has brought in all
  synchronized boolean overdue(long nowNanos, long bytesIn, Duration timeout) {
    if (requests > 0) {
      return false;
    }
    if (!expecting && bytesBefore == UNKNOWN) {
      bytesBefore = bytesIn;
      sinceNanos = nowNanos;
    } else if (!expecting && bytesIn > bytesBefore) {
      expecting = true;
      sinceNanos = nowNanos;
    }
    return expecting && nowNanos - sinceNanos > timeout.toNanos();
  }

  /// Since when nothing has been served; empty when something is, or was within `recent`.
  synchronized OptionalLong quietSince(long nowNanos, Duration recent) {
    return requests == 0 && nowNanos - sinceNanos > recent.toNanos()
        ? OptionalLong.of(sinceNanos)
        : OptionalLong.empty();
  }
}
