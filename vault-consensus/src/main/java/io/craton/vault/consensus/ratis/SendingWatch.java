package io.craton.vault.consensus.ratis;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.statemachine.impl.FileListSnapshotInfo;

/// Knows whether a snapshot is being sent to a peer. Thread-safe.
///
/// While one is, no other is taken: it would soon push out the one that is on its way, and the log
/// that the peer needs after it, and under load a peer that needs longer for a snapshot than the
/// leader for some more of them would never arrive. Ratis asks a snapshot for its files with every
/// file that it sends, and at no other time; nothing else tells that it sends.
final class SendingWatch {
  /// One file, and the log that comes after the last one, takes less.
  private static final Duration PAUSE = Duration.ofSeconds(20);

  /// However often peers ask: the log does not grow without end.
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private final LongSupplier nanoTime;
  private boolean sending;
  private long sinceNanos;
  private long lastNanos;

  SendingWatch(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// A snapshot that tells this when a file of it is sent.
  FileListSnapshotInfo watched(List<FileInfo> files, TermIndex position) {
    return new FileListSnapshotInfo(files, position) {
      @Override
      public List<FileInfo> getFiles() {
        touch();
        return super.getFiles();
      }
    };
  }

  private synchronized void touch() {
    long now = nanoTime.getAsLong();
    if (!isRecent(now)) {
      sinceNanos = now;
    }
    sending = true;
    lastNanos = now;
  }

  private boolean isRecent(long now) {
    return sending && now - lastNanos < PAUSE.toNanos();
  }

  /// True while one is being sent, and shortly afterwards; false once that has gone on for long.
  synchronized boolean isSending() {
    long now = nanoTime.getAsLong();
    return isRecent(now) && now - sinceNanos < LONGEST.toNanos();
  }
}
