package io.craton.vault.consensus.rocks;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.rocksdb.ReadOptions;

/// How a [RocksView] gets at rows: what it sees is the state at one position, however many rows it
/// asks for. For one thread.
interface Reading {
  /// The row of that key, decoded; empty when there is none.
  <T> Optional<T> row(ColumnFamily family, Class<T> type, byte[] key, Function<byte[], T> decode);

  /// The first keys of a queue, at most `limit`, in their order.
  ///
  /// @param read reads as many from the database, at the same position
  default List<byte[]> head(RowQueue queue, int limit, IntFunction<List<byte[]>> read) {
    return read.apply(limit);
  }

  /// For what is no single row, or is not asked for often.
  ReadOptions options();

  /// Reads every row anew.
  static Reading direct(Database db, ReadOptions options) {
    return new Reading() {
      @Override
      public <T> Optional<T> row(
          ColumnFamily family, Class<T> type, byte[] key, Function<byte[], T> decode) {
        return Optional.ofNullable(db.get(family, options, key)).map(decode);
      }

      @Override
      public ReadOptions options() {
        return options;
      }
    };
  }
}
