package io.craton.vault.consensus.ratis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.statemachine.impl.FileListSnapshotInfo;

/// Knows whether a snapshot is being sent to a peer, and has it inspected before. Thread-safe.
///
/// While one is, no other is taken: it would soon push out the one that is on its way, and the log
/// that the peer needs after it, and under load a peer that needs longer for a snapshot than the
/// leader for some more of them would never arrive. Ratis asks a snapshot for its files with every
/// file that it sends, and at no other time; nothing else tells that it sends. So nobody else may
/// ask.
final class SendingWatch {
  /// One file takes less.
  private static final Duration PAUSE = Duration.ofSeconds(20);

  /// What a peer has for the log that comes after the last file, until the next snapshot has that
  /// purged.
  private static final Duration CATCHING_UP = Duration.ofMinutes(1);

  /// However often peers ask: the log does not grow without end.
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private final LongSupplier nanoTime;
  private final Lock inspecting = new ReentrantLock();
  private boolean sending;
  private int inspections;
  private long transfer;
  private long sinceNanos;
  private long lastNanos;

  SendingWatch(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// A snapshot that tells this when a file of it is sent.
  ///
  /// @param inspection runs before the first file of a transfer is given away, on the thread of
  ///   whoever asks for it; others that ask wait for it. When it throws, nothing is given away, and
  ///   it runs again for the next who asks
  FileListSnapshotInfo watched(List<FileInfo> files, TermIndex position, Runnable inspection) {
    return new FileListSnapshotInfo(files, position) {
      private long inspected;

      @Override
      public List<FileInfo> getFiles() {
        long now = touch();
        inspecting.lock();
        try {
          if (inspected != now) {
            inspect(inspection);
            inspected = now;
          }
        } finally {
          inspecting.unlock();
        }
        return super.getFiles();
      }
    };
  }

  /// @return the number of the transfer; the first is 1
  private synchronized long touch() {
    long now = nanoTime.getAsLong();
    if (!isRecent(now, CATCHING_UP)) {
      sinceNanos = now;
    }
    if (!isRecent(now, PAUSE)) {
      transfer++;
    }
    sending = true;
    lastNanos = now;
    return transfer;
  }

  private void inspect(Runnable inspection) {
    synchronized (this) {
      inspections++;
    }
    try {
      inspection.run();
    } finally {
      synchronized (this) {
        inspections--;
        lastNanos = nanoTime.getAsLong();
      }
    }
  }

  private boolean isRecent(long now, Duration pause) {
    return sending && (inspections > 0 || now - lastNanos < pause.toNanos());
  }

  /// True while one is being inspected; while one is being sent, and while the peer may be catching
  /// up afterwards, until that has gone on for long.
  synchronized boolean isSending() {
    long now = nanoTime.getAsLong();
    return inspections > 0 || (isRecent(now, CATCHING_UP) && now - sinceNanos < LONGEST.toNanos());
  }
}
