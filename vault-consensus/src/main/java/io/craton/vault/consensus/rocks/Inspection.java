package io.craton.vault.consensus.rocks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;

/// Reads a database at rest as it lies on the disk: opens it as a node does, and reads every row.
/// Each block that holds rows, or says where they are, has a checksum, and RocksDB compares it. It
/// has a cache of its own: tables are shared with the open database, which may have read a block
/// before it was damaged.
///
/// Of the filters only what is read at opening is looked at. RocksDB does without the rest where it
/// is damaged.
final class Inspection {
  private static final String NO_SUCH_FILE = "No such file or directory";
  private static final int MAX_OPEN_FILES = 64;
  private static final long CACHE_BYTES = 4L << 20;
  private static final long READAHEAD_BYTES = 2L << 20;

  private Inspection() {}

  /// Changes nothing in `directory`.
  ///
  /// @param scratch for what RocksDB logs; made here, and removed in the end
  /// @return the position of the state in it. RocksDB takes damage to the end of a manifest for a
  ///   write that was broken off, and opens what was there before
  /// @throws StoreException when it cannot be read
  static Applied read(Path directory, Path scratch) {
    try (NativeHandles handles = new NativeHandles(new AtomicLong())) {
      Durable.deleteTree(scratch);
      Files.createDirectories(scratch);
      Applied at = readAll(directory, scratch, handles);
      Durable.deleteTree(scratch);
      return at;
    } catch (RocksDBException e) {
      throw new StoreException(
          "damaged, or not to be read: " + directory, e, isDamage(e, directory));
    } catch (IOException e) {
      throw new StoreException("cannot inspect " + directory, e);
    }
  }

  /// A checksum that is wrong, or a file that is missing among others; not a disk that does not
  /// answer, and not a directory that has been removed.
  private static boolean isDamage(RocksDBException e, Path directory) {
    Status status = e.getStatus();
    if (status != null && status.getCode() == Status.Code.Corruption) {
      return true;
    }
    // RocksDB's own code for that does not come through to Java.
    return String.valueOf(e.getMessage()).contains(NO_SUCH_FILE) && Files.exists(directory);
  }

  private static Applied readAll(Path directory, Path scratch, NativeHandles handles)
      throws RocksDBException {
    Cache cache = handles.keep(new LRUCache(CACHE_BYTES));
    ColumnFamilyOptions own =
        handles.keep(
            new ColumnFamilyOptions().setTableFormatConfig(Database.tables(cache, handles)));
    DBOptions options =
        handles.keep(
            new DBOptions().setMaxOpenFiles(MAX_OPEN_FILES).setDbLogDir(scratch.toString()));
    ReadOptions reading =
        handles.keep(new ReadOptions().setReadaheadSize(READAHEAD_BYTES).setFillCache(false));
    List<ColumnFamilyDescriptor> families = new ArrayList<>();
    families.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, own));
    for (ColumnFamily family : ColumnFamily.values()) {
      families.add(new ColumnFamilyDescriptor(family.persistedName(), own));
    }
    List<ColumnFamilyHandle> opened = new ArrayList<>();
    RocksDB db =
        handles.keep(RocksDB.openReadOnly(options, directory.toString(), families, opened));
    opened.forEach(handles::keep);
    for (ColumnFamilyHandle family : opened) {
      try (RocksIterator row = db.newIterator(family, reading)) {
        row.seekToFirst();
        while (row.isValid()) {
          row.next();
        }
        row.status();
      }
    }
    ColumnFamilyHandle meta =
        opened.get(1 + List.of(ColumnFamily.values()).indexOf(ColumnFamily.META));
    byte[] position = db.get(meta, reading, MetaKey.APPLIED.key());
    return position == null ? Applied.NOTHING : RowValues.applied(position);
  }
}
