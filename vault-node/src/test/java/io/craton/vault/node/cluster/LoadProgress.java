package io.craton.vault.node.cluster;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/// What the mixed load achieved since the last mark. Thread-safe.
final class LoadProgress {
  private final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
  private final AtomicLong total = new AtomicLong();

  private record Acknowledged(RequestType type, long began, long ended) {}

  /// Reports a success.
  ///
  /// @param began by [System#nanoTime()], before the first attempt
  void acknowledged(RequestType type, long began) {
    acknowledged.add(new Acknowledged(type, began, System.nanoTime()));
    total.incrementAndGet();
  }

  /// Forgets what was before, and returns the time.
  long mark() {
    acknowledged.clear();
    return System.nanoTime();
  }

  long total() {
    return total.get();
  }

  /// The kinds of calls none of which began since that time and succeeded.
  Set<RequestType> missingSince(long mark) {
    Set<RequestType> missing = EnumSet.allOf(RequestType.class);
    acknowledged.stream()
        .filter(entry -> entry.began - mark >= 0)
        .forEach(entry -> missing.remove(entry.type));
    return missing;
  }

  /// Whether a write began since that time and succeeded.
  boolean wroteSince(long mark) {
    return acknowledged.stream().anyMatch(entry -> entry.type.writes() && entry.began - mark >= 0);
  }

  /// The longest time in milliseconds, since that one and until now, in which no write was
  /// acknowledged.
  long longestGapMillis(long mark) {
    List<Long> times = new ArrayList<>();
    times.add(mark);
    acknowledged.stream()
        .filter(entry -> entry.type.writes() && entry.ended - mark > 0)
        .forEach(entry -> times.add(entry.ended));
    times.add(System.nanoTime());
    times.sort((a, b) -> Long.compare(a - mark, b - mark));
    long widest = 0;
    for (int i = 1; i < times.size(); i++) {
      widest = Math.max(widest, times.get(i) - times.get(i - 1));
    }
    return widest / 1_000_000;
  }

  /// Milliseconds from that time to the first acknowledgement of a write that began after it.
  long firstWriteMillis(long mark) {
    return acknowledged.stream()
            .filter(entry -> entry.type.writes() && entry.began - mark > 0)
            .mapToLong(entry -> entry.ended - mark)
            .min()
            .orElseThrow()
        / 1_000_000;
  }
}
