package io.craton.vault.consensus.rocks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
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

  /// EIO.
  private static final String UNREADABLE = "Input/output error";

  private static final Set<Status.Code> DAMAGE =
      EnumSet.of(
          Status.Code.Corruption,
          Status.Code.InvalidArgument,
          Status.Code.NotSupported,
          Status.Code.NotFound);

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
    return with(
        directory,
        scratch,
        (db, families, reading) -> {
          for (ColumnFamilyHandle family : families) {
            readRows(db, family, reading);
          }
          return position(db, families, reading);
        });
  }

  /// The position alone, which takes no time worth speaking of.
  static Applied position(Path directory, Path scratch) {
    return with(directory, scratch, Inspection::position);
  }

  /// What is done with the open database.
  private interface Reading {
    Applied of(RocksDB db, List<ColumnFamilyHandle> families, ReadOptions reading)
        throws RocksDBException;
  }

  private static Applied with(Path directory, Path scratch, Reading what) {
    try {
      Durable.deleteTree(scratch);
      Files.createDirectories(scratch);
      try (NativeHandles handles = new NativeHandles(new AtomicLong())) {
        return open(directory, scratch, handles, what);
      } finally {
        Durable.deleteTree(scratch);
      }
    } catch (RocksDBException e) {
      throw new StoreException(
          "damaged, or not to be read: " + directory, e, isDamage(e, directory));
    } catch (IOException e) {
      throw new StoreException("cannot inspect " + directory, e);
    }
  }

  /// What another try would meet as well: a checksum that is wrong, families or options that are
  /// not those of a state, a file that is missing among others, a disk that cannot read. Not a
  /// directory that has been removed, and not a process that has no more descriptors.
  private static boolean isDamage(RocksDBException e, Path directory) {
    if (!Files.exists(directory)) {
      return false;
    }
    Status status = e.getStatus();
    if (status != null && DAMAGE.contains(status.getCode())) {
      return true;
    }
    // RocksDB's own codes for these do not come through to Java.
    String message = String.valueOf(e.getMessage());
    return message.contains(NO_SUCH_FILE) || message.contains(UNREADABLE);
  }

  private static Applied open(Path directory, Path scratch, NativeHandles handles, Reading what)
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
    return what.of(db, opened, reading);
  }

  private static void readRows(RocksDB db, ColumnFamilyHandle family, ReadOptions reading)
      throws RocksDBException {
    try (RocksIterator row = db.newIterator(family, reading)) {
      row.seekToFirst();
      while (row.isValid()) {
        row.next();
      }
      row.status();
    }
  }

  private static Applied position(
      RocksDB db, List<ColumnFamilyHandle> families, ReadOptions reading) throws RocksDBException {
    ColumnFamilyHandle meta =
        families.get(1 + List.of(ColumnFamily.values()).indexOf(ColumnFamily.META));
    byte[] position = db.get(meta, reading, MetaKey.APPLIED.key());
    return position == null ? Applied.NOTHING : RowValues.applied(position);
  }
}
