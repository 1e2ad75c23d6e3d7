package io.craton.vault.consensus.rocks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.StampedLock;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Rows of the state as the objects that they stand for, since every request asks for the same few:
/// those of its token, its item and a version.
///
/// What makes a row that is found here as good as one that is read from the database: a row is kept
/// as of the position at which it was read, and it is dropped before the position moves on to an
/// entry that changed it. So whoever finds it, having looked at the position before, knows what it
/// was at that position, unless it was read at a later one, which it says ([Row#since]). ADR 034.
///
/// Thread-safe; changes come from one thread at a time.
final class RowCache {
  /// Families whose single rows are kept.
  static final Set<ColumnFamily> KEPT =
      EnumSet.of(
          ColumnFamily.ITEM,
          ColumnFamily.VERSION,
          ColumnFamily.CHILD,
          ColumnFamily.GRANT,
          ColumnFamily.TOKEN,
          ColumnFamily.KEK,
          ColumnFamily.META);

  /// By the size of the encoded rows, and what an object takes beside that.
  private static final long MOST_BYTES = 16L << 20;

  private static final int OBJECTS_BYTES = 512;
  private static final int TRIES = 8;

  private final StampedLock changes = new StampedLock();
  private final Cache<RowKey, Row> rows =
      Caffeine.newBuilder()
          .maximumWeight(MOST_BYTES)
          .<RowKey, Row>weigher((key, row) -> row.bytes() + OBJECTS_BYTES)
          .executor(Runnable::run)
          .build();
  private volatile long index;

  /// @param value none when there is no such row
  /// @param since the position at which it was read, or which it was written with
  /// @param bytes of the encoded row
  record Row(@Nullable Object value, long since, int bytes) {
    <T> Optional<T> as(Class<T> type) {
      return Optional.ofNullable(value).map(type::cast);
    }
  }

  /// A row as a write leaves it; both as in [Row].
  record Fresh(@Nullable Object value, int bytes) {}

  RowCache(long index) {
    this.index = index;
  }

  /// The position of the state.
  long index() {
    return index;
  }

  @Nullable Row find(RowKey key) {
    return rows.getIfPresent(key);
  }

  /// Keeps a row that was read at `since`, unless the state has moved on or is about to. That there
  /// is none is kept of single values alone, of which there are few: anybody can ask for as many
  /// other rows that are not there as he likes.
  void offer(RowKey key, @Nullable Object value, long since, int bytes) {
    if (value == null && key.family() != ColumnFamily.META) {
      return;
    }
    long stamp = changes.tryReadLock();
    if (stamp == 0) {
      return;
    }
    try {
      if (index == since) {
        rows.put(key, new Row(value, since, bytes));
      }
    } finally {
      changes.unlockRead(stamp);
    }
  }

  /// Moves the state on: nobody sees the write without the position, or the other way round.
  ///
  /// @param changed the rows that the write changes; they are dropped
  /// @param fresh those of them that are kept as they are afterwards, since the next entry asks for
  ///   them
  void change(long to, Collection<RowKey> changed, Map<RowKey, Fresh> fresh, Runnable write) {
    long stamp = changes.writeLock();
    try {
      // First, so that nothing outdated is left when something fails on the way.
      rows.invalidateAll(changed);
      write.run();
      index = to;
      fresh.forEach((key, row) -> rows.put(key, new Row(row.value(), to, row.bytes())));
    } finally {
      changes.unlockWrite(stamp);
    }
  }

  /// Forgets all: the state is another.
  void restart(long at) {
    long stamp = changes.writeLock();
    try {
      rows.invalidateAll();
      index = at;
    } finally {
      changes.unlockWrite(stamp);
    }
  }

  /// Calls `take` with the position at a moment without a change, and returns what it returns.
  /// `take` may be called again when a change came between; what it returned before is given to
  /// `drop`.
  <T> T atRest(LongFunction<T> take, java.util.function.Consumer<T> drop) {
    for (int i = 0; i < TRIES; i++) {
      long stamp = changes.tryOptimisticRead();
      if (stamp != 0) {
        T taken = take.apply(index);
        if (changes.validate(stamp)) {
          return taken;
        }
        drop.accept(taken);
      }
      Thread.onSpinWait();
    }
    long stamp = changes.readLock();
    try {
      return take.apply(index);
    } finally {
      changes.unlockRead(stamp);
    }
  }
}
