package io.craton.vault.consensus.rocks;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.rocksdb.ReadOptions;

/// Reads the newest state, for the thread that changes it: nobody else does meanwhile. For one
/// change, before it is written; so what it has read once it need not read again.
final class LatestReading implements Reading {
  private final Database db;
  private final RowCache cache;
  private final QueueHeads heads;
  private final Map<RowKey, Optional<?>> asked = new HashMap<>();

  LatestReading(Database db, RowCache cache, QueueHeads heads) {
    this.db = db;
    this.cache = cache;
    this.heads = heads;
  }

  @Override
  public <T> Optional<T> row(
      ColumnFamily family, Class<T> type, byte[] key, Function<byte[], T> decode) {
    RowKey name = new RowKey(family, key);
    RowCache.Row row = cache.find(name);
    if (row != null) {
      return row.as(type);
    }
    Optional<?> before = asked.get(name);
    if (before != null) {
      return before.map(type::cast);
    }
    byte[] bytes = db.get(family, db.latest(), key);
    Optional<T> value = Optional.ofNullable(bytes).map(decode);
    if (RowCache.KEPT.contains(family)) {
      cache.offer(name, value.orElse(null), cache.index(), bytes == null ? 0 : bytes.length);
    }
    asked.put(name, value);
    return value;
  }

  @Override
  public List<byte[]> head(RowQueue queue, int limit, IntFunction<List<byte[]>> read) {
    return heads.of(queue).first(limit, read);
  }

  @Override
  public ReadOptions options() {
    return db.latest();
  }
}
