package io.craton.vault.consensus.rocks;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.Snapshot;

/// Reads the state at one position, from the cache for as long as all rows are there, and from a
/// snapshot of the database from the first one on that is not.
final class CachedReading implements Reading, AutoCloseable {
  private final Database db;
  private final RowCache cache;
  private long at;
  private boolean found;
  private boolean closed;
  private @Nullable Point point;

  /// A snapshot with its position.
  private record Point(long at, Snapshot snapshot, ReadOptions options) {}

  /// The state has moved on between the first row, from the cache, and one that is not there. Has
  /// no trace: it is no error, and begins the query again.
  static final class Moved extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Moved() {
      super("the state has moved on", null, false, false);
    }
  }

  private CachedReading(Database db, RowCache cache) {
    this.db = db;
    this.cache = cache;
    this.at = cache.index();
  }

  /// For a query that may be run twice: reads may throw [Moved].
  static CachedReading lazy(Database db, RowCache cache) {
    return new CachedReading(db, cache);
  }

  /// Never throws [Moved].
  static CachedReading eager(Database db, RowCache cache) {
    CachedReading reading = new CachedReading(db, cache);
    ReadOptions _ = reading.options();
    return reading;
  }

  @Override
  public <T> Optional<T> row(
      ColumnFamily family, Class<T> type, byte[] key, Function<byte[], T> decode) {
    RowKey name = new RowKey(family, key);
    RowCache.Row row = cache.find(name);
    if (row != null && row.since() <= at) {
      found = true;
      return row.as(type);
    }
    byte[] bytes = db.get(family, options(), key);
    Optional<T> value = Optional.ofNullable(bytes).map(decode);
    if (RowCache.KEPT.contains(family)) {
      cache.offer(name, value.orElse(null), at, bytes == null ? 0 : bytes.length);
    }
    return value;
  }

  @Override
  public ReadOptions options() {
    Point current = point;
    if (current == null) {
      if (closed) {
        throw new IllegalStateException("this view is of a query that has ended");
      }
      current = cache.atRest(this::take, this::release);
      point = current;
      if (!found) {
        at = current.at;
      }
    }
    if (current.at != at) {
      throw new Moved();
    }
    return current.options;
  }

  private Point take(long index) {
    Snapshot snapshot = db.snapshot();
    return new Point(index, snapshot, new ReadOptions().setSnapshot(snapshot));
  }

  private void release(Point taken) {
    taken.options.close();
    db.release(taken.snapshot);
  }

  @Override
  public void close() {
    closed = true;
    Point taken = point;
    if (taken != null) {
      point = null;
      release(taken);
    }
  }
}
