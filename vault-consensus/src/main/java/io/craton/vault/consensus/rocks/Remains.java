package io.craton.vault.consensus.rocks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Which versions lost their material while files of the database may still hold it.
///
/// A file `CLEAN` beside the database says that there are none. It goes, durably, before the first
/// write that takes material away, and comes back after a cleaning that left nothing: whatever a
/// crash interrupts, and whoever puts files in its place, a state without it counts as unclean as a
/// whole. It is no part of the replicated state, because nodes clean at times of their own.
///
/// Thread-safe: a write that takes material away and what [Cleaner] begins and ends with exclude
/// one another.
final class Remains {
  /// Keys that are remembered one by one; beyond them the whole family is rewritten, which is then
  /// hardly more. A hundred kilobytes.
  static final int KEYS = 4_096;

  private final Path clean;
  private final TreeSet<byte[]> keys = new TreeSet<>(Arrays::compareUnsigned);
  private boolean whole;
  private boolean marked;

  Remains(Path clean) {
    this.clean = clean;
    this.marked = !Files.exists(clean);
    this.whole = marked;
  }

  /// Runs `write`, which takes away the material of the versions `taken`.
  synchronized void leftBy(List<byte[]> taken, Runnable write) {
    if (taken.isEmpty()) {
      write.run();
      return;
    }
    mark();
    try {
      write.run();
    } finally {
      // Whoever failed may have written.
      add(taken);
    }
  }

  /// From now on nothing is known of the files.
  synchronized void everything() {
    mark();
    whole = true;
    keys.clear();
  }

  private void mark() {
    if (marked) {
      return;
    }
    try {
      Files.deleteIfExists(clean);
      Durable.syncParent(clean);
      marked = true;
    } catch (IOException e) {
      throw new StoreException("cannot note that material is to be removed: " + clean, e);
    }
  }

  private void add(List<byte[]> taken) {
    if (!whole) {
      keys.addAll(taken);
    }
    if (keys.size() > KEYS) {
      whole = true;
      keys.clear();
    }
  }

  synchronized boolean any() {
    return marked;
  }

  /// What there is to do; forgotten here until [#finish] says what became of it.
  synchronized Work begin() {
    Work work = new Work(whole, new TreeSet<>(keys));
    whole = false;
    keys.clear();
    return work;
  }

  /// Ends what [#begin] began.
  ///
  /// @param done whether none of it is left in any file
  synchronized void finish(Work work, boolean done) {
    if (!done) {
      remember(work);
    } else if (marked && !whole && keys.isEmpty()) {
      try {
        Durable.write(clean, new byte[0]);
        marked = false;
      } catch (IOException e) {
        throw new StoreException("cannot note that no material is left: " + clean, e);
      }
    }
  }

  private void remember(Work work) {
    whole |= work.whole();
    if (whole) {
      keys.clear();
    }
    add(List.copyOf(work.keys()));
  }

  /// @param whole whether it is the whole family; then `keys` do not matter
  /// @param keys keys of versions, in order
  record Work(boolean whole, SortedSet<byte[]> keys) {
    boolean isEmpty() {
      return !whole && keys.isEmpty();
    }
  }
}
