package io.craton.vault.node.simulation;

import io.craton.vault.core.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;

/// The log of one node: what a crash leaves of it is what was synced, and perhaps some more.
final class RaftLog {
  private final List<Entry> entries = new ArrayList<>();
  private long beforeIndex;
  private long beforeTerm;
  private long synced;

  /// @param call names the proposer's attempt; 0 for an entry of Raft itself
  /// @param command empty for an entry of Raft itself
  record Entry(long term, long call, Bytes command) {}

  long last() {
    return beforeIndex + entries.size();
  }

  /// The first index that is still there.
  long first() {
    return beforeIndex + 1;
  }

  long synced() {
    return synced;
  }

  long termAt(long index) {
    return index == beforeIndex ? beforeTerm : at(index).term;
  }

  Entry at(long index) {
    return entries.get((int) (index - beforeIndex - 1));
  }

  /// What comes after `index`, at most so many.
  List<Entry> after(long index, int most) {
    int from = (int) (index - beforeIndex);
    return List.copyOf(entries.subList(from, Math.min(entries.size(), from + most)));
  }

  /// Whether a log that ends there holds at least as much.
  boolean isCoveredBy(long lastIndex, long lastTerm) {
    long own = termAt(last());
    return lastTerm != own ? lastTerm > own : lastIndex >= last();
  }

  void append(Entry entry) {
    entries.add(entry);
  }

  /// Removes `index` and what comes after it.
  void truncateFrom(long index) {
    entries.subList((int) (index - beforeIndex - 1), entries.size()).clear();
    synced = Math.min(synced, index - 1);
  }

  /// What was appended in that term at that index is on the disk.
  void sync(long index, long term) {
    if (index > synced && index <= last() && termAt(index) == term) {
      synced = index;
    }
  }

  /// Forgets what is at or before `index`, which a snapshot holds.
  void compact(long index) {
    if (index > beforeIndex && index <= last()) {
      beforeTerm = termAt(index);
      entries.subList(0, (int) (index - beforeIndex)).clear();
      beforeIndex = index;
      synced = Math.max(synced, index);
    }
  }

  /// Begins anew after a snapshot.
  void restart(long index, long term) {
    entries.clear();
    beforeIndex = index;
    beforeTerm = term;
    synced = index;
  }

  /// What the disk still has after a crash.
  ///
  /// @return how many entries were lost
  long crash(World world) {
    long unsynced = last() - Math.max(synced, beforeIndex);
    if (unsynced <= 0) {
      return 0;
    }
    long lost = world.random().nextLong(unsynced + 1);
    if (lost > 0) {
      truncateFrom(last() - lost + 1);
    }
    return lost;
  }
}
