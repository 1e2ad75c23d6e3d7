package io.craton.vault.consensus.rocks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompactRangeOptions.BottommostLevelCompaction;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// One open RocksDB with its column families. Thread-safe, except that no call may overlap or
/// follow [#close()]: [RocksStore] sees to that.
final class Database implements AutoCloseable {
  private static final long WRITE_BUFFER_BYTES = 8L << 20;
  private static final int MAX_OPEN_FILES = 256;
  private static final int BACKGROUND_JOBS = 2;

  /// Files of the newest level before they are merged: every one of them is asked at a point read.
  private static final int LEVEL0_FILES = 2;

  /// A quarter of the default: a table is what has to be rewritten for one destroyed version.
  private static final long VERSION_TABLE_BYTES = 16L << 20;

  private static final int METADATA_BLOCK_BYTES = 4 << 10;
  private static final int INFO_LOGS = 2;
  private static final double BLOOM_BITS = 10;

  private final NativeHandles handles;
  private final RocksDB db;
  private final Map<ColumnFamily, ColumnFamilyHandle> families;
  private final WriteOptions writeOptions;
  private final ReadOptions latest;
  private final Path directory;

  private Database(
      NativeHandles handles, RocksDB db, Map<ColumnFamily, ColumnFamilyHandle> families, Path at) {
    this.handles = handles;
    this.db = db;
    this.families = families;
    this.directory = at;
    this.writeOptions = handles.keep(new WriteOptions().setDisableWAL(true));
    this.latest = handles.keep(new ReadOptions());
  }

  /// Opens or creates.
  ///
  /// @throws StoreException when the files are damaged or in use
  static Database open(Path directory, RocksMemory memory) {
    NativeHandles handles = memory.newHandles();
    try {
      return open(directory, memory, handles);
    } catch (RocksDBException e) {
      handles.close();
      throw new StoreException("cannot open the state in " + directory, e);
    }
  }

  private static Database open(Path directory, RocksMemory memory, NativeHandles handles)
      throws RocksDBException {
    ColumnFamilyOptions familyOptions = handles.keep(familyOptions(memory, handles));
    DBOptions options = handles.keep(options(memory));
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    // RocksDB insists on a default family; it stays empty.
    descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions));
    ColumnFamilyOptions versionOptions = handles.keep(familyOptions(memory, handles));
    versionOptions.setTargetFileSizeBase(VERSION_TABLE_BYTES);
    for (ColumnFamily family : ColumnFamily.values()) {
      descriptors.add(
          new ColumnFamilyDescriptor(
              family.persistedName(),
              family == ColumnFamily.VERSION ? versionOptions : familyOptions));
    }
    List<ColumnFamilyHandle> opened = new ArrayList<>();
    RocksDB db = handles.keep(RocksDB.open(options, directory.toString(), descriptors, opened));
    opened.forEach(handles::keep);
    Map<ColumnFamily, ColumnFamilyHandle> families = new EnumMap<>(ColumnFamily.class);
    ColumnFamily[] catalogue = ColumnFamily.values();
    for (int i = 0; i < catalogue.length; i++) {
      families.put(catalogue[i], opened.get(i + 1));
    }
    return new Database(handles, db, families, directory);
  }

  private static DBOptions options(RocksMemory memory) {
    return new DBOptions()
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setAtomicFlush(true)
        .setWriteBufferManager(memory.writeBuffers())
        .setMaxOpenFiles(MAX_OPEN_FILES)
        .setMaxBackgroundJobs(BACKGROUND_JOBS)
        .setKeepLogFileNum(INFO_LOGS)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setStatsDumpPeriodSec(0);
  }

  /// How tables are written and read.
  static BlockBasedTableConfig tables(Cache cache, NativeHandles handles) {
    // Indexes and filters are read in pieces. Whole ones are as large as hundreds of blocks: with a
    // million items they pushed each other out of the cache, and a point read took 0.2 ms.
    return new BlockBasedTableConfig()
        .setBlockCache(cache)
        .setCacheIndexAndFilterBlocks(true)
        .setCacheIndexAndFilterBlocksWithHighPriority(true)
        .setIndexType(IndexType.kTwoLevelIndexSearch)
        .setPartitionFilters(true)
        .setMetadataBlockSize(METADATA_BLOCK_BYTES)
        .setPinTopLevelIndexAndFilter(true)
        .setFilterPolicy(handles.keep(new BloomFilter(BLOOM_BITS)));
  }

  private static ColumnFamilyOptions familyOptions(RocksMemory memory, NativeHandles handles) {
    return new ColumnFamilyOptions()
        .setTableFormatConfig(tables(memory.cache(), handles))
        .setWriteBufferSize(WRITE_BUFFER_BYTES)
        .setLevel0FileNumCompactionTrigger(LEVEL0_FILES)
        .setCompressionType(CompressionType.LZ4_COMPRESSION);
  }

  /// Reads without a snapshot: what the newest batch left.
  ReadOptions latest() {
    return latest;
  }

  ColumnFamilyHandle handle(ColumnFamily family) {
    ColumnFamilyHandle handle = families.get(family);
    if (handle == null) {
      throw new IllegalStateException("column family is not open: " + family);
    }
    return handle;
  }

  byte @Nullable [] get(ColumnFamily family, ReadOptions options, byte[] key) {
    try {
      return db.get(handle(family), options, key);
    } catch (RocksDBException e) {
      throw failed("read " + family, e);
    }
  }

  RocksIterator iterate(ColumnFamily family, ReadOptions options) {
    return db.newIterator(handle(family), options);
  }

  void write(WriteBatch batch) {
    try {
      db.write(writeOptions, batch);
    } catch (RocksDBException e) {
      throw failed("write", e);
    }
  }

  /// The state as it is now, whatever is written afterwards; to be given back by [#release].
  Snapshot snapshot() {
    return db.getSnapshot();
  }

  void release(Snapshot snapshot) {
    db.releaseSnapshot(snapshot);
  }

  /// Calls `use` with the state as it is now, whatever is written meanwhile.
  <T> T atSnapshot(Function<ReadOptions, T> use) {
    Snapshot snapshot = db.getSnapshot();
    try (ReadOptions options = new ReadOptions().setSnapshot(snapshot)) {
      return use.apply(options);
    } finally {
      db.releaseSnapshot(snapshot);
    }
  }

  /// Makes everything written so far durable, all column families at the same point.
  void flush() {
    try (FlushOptions options = new FlushOptions().setWaitForFlush(true)) {
      db.flush(options, List.copyOf(families.values()));
    } catch (RocksDBException e) {
      throw failed("flush", e);
    }
  }

  /// Whether what was written some time ago is being brought to the disk.
  boolean isFlushing() {
    try {
      return db.getAggregatedLongProperty("rocksdb.num-immutable-mem-table") > 0;
    } catch (RocksDBException e) {
      throw failed("look at the flushes of", e);
    }
  }

  /// As [#flush()], some time later; waits for nothing. One more while [#isFlushing()] would have
  /// writes wait for the first, and readers for the writes.
  void startFlush() {
    try (FlushOptions options =
        new FlushOptions().setWaitForFlush(false).setAllowWriteStall(true)) {
      db.flush(options, List.copyOf(families.values()));
    } catch (RocksDBException e) {
      throw failed("flush", e);
    }
  }

  /// The number of the newest write.
  long latestSequence() {
    return db.getLatestSequenceNumber();
  }

  /// Whether somebody still reads the state as it was before the write of that number.
  boolean isSeenBefore(long sequence) {
    try {
      long oldest = db.getLongProperty("rocksdb.oldest-snapshot-sequence");
      return db.getLongProperty("rocksdb.num-snapshots") > 0 && oldest < sequence;
    } catch (RocksDBException e) {
      throw failed("look at the readers of", e);
    }
  }

  /// The files that hold the rows of a family now, without what is not flushed.
  List<Table> tables(ColumnFamily family) {
    List<Table> tables = new ArrayList<>();
    for (LiveFileMetaData file : db.getLiveFilesMetaData()) {
      if (Arrays.equals(file.columnFamilyName(), family.persistedName())) {
        tables.add(new Table(directory, file));
      }
    }
    return tables;
  }

  /// Merges all rows from `first` to `last` down to the last level: their older values are gone
  /// from the tables that are in use afterwards, as far as no snapshot sees them. The whole family
  /// when the ends are missing. Writes go on meanwhile.
  ///
  /// The last level is rewritten whether or not a step before has just written it: a merge that ran
  /// by itself meanwhile may have minded a snapshot that is gone now.
  void rewrite(ColumnFamily family, byte @Nullable [] first, byte @Nullable [] last) {
    try (CompactRangeOptions options =
        new CompactRangeOptions()
            .setBottommostLevelCompaction(BottommostLevelCompaction.kForce)
            .setExclusiveManualCompaction(true)) {
      db.compactRange(handle(family), first, successor(last), options);
    } catch (RocksDBException e) {
      throw failed("rewrite " + family + " of", e);
    }
  }

  private static byte @Nullable [] successor(byte @Nullable [] key) {
    return key == null ? null : Keys.successor(key);
  }

  /// Writes the state as a database of its own into `target`, which must not exist.
  void checkpoint(Path target) {
    flush();
    try (Checkpoint checkpoint = Checkpoint.create(db)) {
      checkpoint.createCheckpoint(target.toString());
    } catch (RocksDBException e) {
      throw failed("write a checkpoint of", e);
    }
  }

  StoreException failed(String what, RocksDBException cause) {
    Status status = cause.getStatus();
    boolean damage = status != null && status.getCode() == Status.Code.Corruption;
    return new StoreException("cannot " + what + " the state in " + directory, cause, damage);
  }

  /// One file of rows in the order of their keys.
  static final class Table {
    private final Path file;
    private final int level;
    private final long bytes;
    private final byte[] smallest;
    private final byte[] largest;

    private Table(Path directory, LiveFileMetaData file) {
      String name = file.fileName();
      this.file = directory.resolve(name.startsWith("/") ? name.substring(1) : name);
      this.level = file.level();
      this.bytes = file.size();
      this.smallest = file.smallestKey();
      this.largest = file.largestKey();
    }

    Path file() {
      return file;
    }

    /// 0 for what was written last.
    int level() {
      return level;
    }

    long bytes() {
      return bytes;
    }

    /// Whether a row of that key could be in it.
    boolean covers(byte[] key) {
      return Arrays.compareUnsigned(smallest, key) <= 0
          && Arrays.compareUnsigned(key, largest) <= 0;
    }

    boolean coversAny(SortedSet<byte[]> keys) {
      SortedSet<byte[]> from = keys.tailSet(smallest);
      return !from.isEmpty() && covers(from.first());
    }
  }

  @Override
  public void close() {
    // Waits for running flushes and compactions; open iterators would be used after free.
    db.cancelAllBackgroundWork(true);
    handles.close();
  }
}
