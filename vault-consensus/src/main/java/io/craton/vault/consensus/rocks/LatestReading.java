package io.craton.vault.consensus.rocks;

import java.util.Optional;
import java.util.function.Function;
import org.rocksdb.ReadOptions;

/// Reads the newest state, for the thread that changes it: nobody else does meanwhile.
final class LatestReading implements Reading {
  private final Database db;
  private final RowCache cache;

  LatestReading(Database db, RowCache cache) {
    this.db = db;
    this.cache = cache;
  }

  @Override
  public <T> Optional<T> row(
      ColumnFamily family, Class<T> type, byte[] key, Function<byte[], T> decode) {
    RowKey name = new RowKey(family, key);
    RowCache.Row row = cache.find(name);
    if (row != null) {
      return Optional.of(type.cast(row.value()));
    }
    byte[] bytes = db.get(family, db.latest(), key);
    if (bytes == null) {
      return Optional.empty();
    }
    T value = decode.apply(bytes);
    cache.offer(name, value, cache.index(), bytes.length);
    return Optional.of(value);
  }

  @Override
  public ReadOptions options() {
    return db.latest();
  }
}
