package io.craton.vault.consensus.rocks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/// Rows in a database that is opened as a node opens its own, written as a node writes, and nothing
/// else: no record, no index, no position. Thread-safe, except that no call may overlap or follow
/// [#close()].
public final class BareRows implements AutoCloseable {
  private final RocksMemory memory = new RocksMemory();
  private final Database database;

  private BareRows(Path directory) {
    this.database = Database.open(directory, memory);
  }

  /// Creates one.
  public static BareRows create(Path directory) throws IOException {
    Files.createDirectories(directory);
    return new BareRows(directory);
  }

  /// One batch with one row, in the family that holds the most of a node's bytes.
  public void put(byte[] key, byte[] value) {
    try (WriteBatch batch = new WriteBatch()) {
      batch.put(database.handle(ColumnFamily.VERSION), key, value);
      database.write(batch);
    } catch (RocksDBException e) {
      throw new StoreException("cannot fill a batch", e);
    }
  }

  @Override
  public void close() {
    database.close();
    memory.close();
  }
}
