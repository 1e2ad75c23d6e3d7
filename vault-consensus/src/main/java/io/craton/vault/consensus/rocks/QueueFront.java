package io.craton.vault.consensus.rocks;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Where a column family that is used as a queue begins.
///
/// Rows are taken from its front. RocksDB only marks them as deleted, and an iterator from the very
/// beginning passes over every mark until they are compacted away: each look at a queue would cost
/// as much as was ever taken from it. So a key is kept with the state below which no row is, and
/// whoever looks starts there.
final class QueueFront {
  private static final byte[] BEGINNING = new byte[0];

  private final RowQueue queue;

  /// What one batch does to the rows: true for those that are there afterwards.
  private final TreeMap<byte[], Boolean> touched = new TreeMap<>(Arrays::compareUnsigned);

  QueueFront(RowQueue queue) {
    this.queue = queue;
  }

  /// The front that is kept with the state; the beginning when none is.
  static byte[] read(RocksView view, RowQueue queue) {
    return view.meta(queue.front()).orElse(BEGINNING);
  }

  RowQueue queue() {
    return queue;
  }

  /// What the batch does to the rows of the queue: true for those that are there afterwards.
  Map<byte[], Boolean> touched() {
    return touched;
  }

  /// Notes that a row of a column family was put, or deleted.
  void touch(ColumnFamily where, byte[] key, boolean present) {
    if (where == queue.family()) {
      touched.put(key, present);
    }
  }

  /// The front after the batch; empty when it stays.
  Optional<byte[]> moved(RocksView before) {
    if (touched.isEmpty()) {
      return Optional.empty();
    }
    byte[] front = read(before, queue);
    byte[] next = touched.containsValue(false) ? afterDeletion(before) : front;
    byte[] moved = first(next, firstPut());
    return Arrays.equals(moved, front) ? Optional.empty() : Optional.of(moved);
  }

  /// The first row that is left of those from before, or else the last one that goes.
  private byte[] afterDeletion(RocksView before) {
    int enough = touched.size() + 1;
    return before.head(queue, enough).stream()
        .filter(key -> touched.getOrDefault(key, true))
        .findFirst()
        .orElseGet(touched::lastKey);
  }

  private Optional<byte[]> firstPut() {
    return touched.entrySet().stream()
        .filter(Map.Entry::getValue)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static byte[] first(byte[] one, Optional<byte[]> other) {
    return other.filter(key -> Arrays.compareUnsigned(key, one) < 0).orElse(one);
  }
}
