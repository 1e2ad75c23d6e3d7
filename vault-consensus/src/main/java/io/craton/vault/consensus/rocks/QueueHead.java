package io.craton.vault.consensus.rocks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.IntFunction;

/// The first keys of a queue in memory, for the thread that changes it: each entry of the log looks
/// at them, and an iterator over all files of a column family took a sixth of applying an entry.
///
/// Follows what is written, so it is always what an iterator would find. Used by one thread at a
/// time.
final class QueueHead {
  /// Read at once, so that as many entries need no iterator.
  private static final int READ = 256;

  private static final int MOST = 4 * READ;

  /// All keys of the queue up to the last one here; none when nothing is known.
  private final NavigableSet<byte[]> keys = new TreeSet<>(Arrays::compareUnsigned);

  /// Whether no key of the queue is missing.
  private boolean whole;

  /// The first keys, at most `limit`.
  ///
  /// @param read reads as many from the database
  List<byte[]> first(int limit, IntFunction<List<byte[]>> read) {
    if (!whole && keys.size() < limit) {
      int wanted = Math.max(limit, READ);
      List<byte[]> found = read.apply(wanted);
      keys.clear();
      keys.addAll(found);
      whole = found.size() < wanted;
    }
    List<byte[]> first = new ArrayList<>(Math.min(limit, keys.size()));
    for (byte[] key : keys) {
      if (first.size() == limit) {
        break;
      }
      first.add(key);
    }
    return first;
  }

  /// Notes what a batch that was written has left.
  ///
  /// @param touched true for keys that are there afterwards
  void follow(Map<byte[], Boolean> touched) {
    touched.forEach((key, present) -> {
      if (!present) {
        keys.remove(key);
      } else if (whole || isWithin(key)) {
        keys.add(key);
      }
    });
    while (keys.size() > MOST) {
      keys.pollLast();
      whole = false;
    }
  }

  private boolean isWithin(byte[] key) {
    return !keys.isEmpty() && Arrays.compareUnsigned(key, keys.last()) < 0;
  }

  /// Knows nothing any more.
  void forget() {
    keys.clear();
    whole = false;
  }
}
