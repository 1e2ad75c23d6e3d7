package io.craton.vault.consensus.rocks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/// The memory that all databases of this process share: one block cache, which write buffers are
/// charged to as well, so that one number bounds both. Thread-safe. Close it after every store that
/// was opened with it.
public final class RocksMemory implements AutoCloseable {
  /// Bytes of the cache: enough for the index blocks and hot records of a million items.
  private static final long CACHE_BYTES = 96L << 20;

  /// Bytes of unflushed writes over all column families.
  private static final long WRITE_BUFFERS_BYTES = 32L << 20;

  private final AtomicLong openHandles = new AtomicLong();
  private final NativeHandles handles = new NativeHandles(openHandles);
  private final Cache cache;
  private final WriteBufferManager writeBuffers;

  /// Unpacks RocksDB's native library into `directory`, over the copy of the process before. By
  /// default it goes into a new file of the system's temporary directory, where every process that
  /// is killed leaves 17 MB. Only the first call in a process has an effect, and only before
  /// anything of RocksDB was used.
  ///
  /// @throws IOException when the directory cannot be written
  public static void unpackLibrary(Path directory) throws IOException {
    Files.createDirectories(directory);
    NativeLibraryLoader.getInstance().loadLibrary(directory.toAbsolutePath().toString());
  }

  /// Allocates the cache.
  public RocksMemory() {
    RocksDB.loadLibrary();
    cache = handles.keep(new LRUCache(CACHE_BYTES));
    writeBuffers = handles.keep(new WriteBufferManager(WRITE_BUFFERS_BYTES, cache));
  }

  Cache cache() {
    return cache;
  }

  WriteBufferManager writeBuffers() {
    return writeBuffers;
  }

  NativeHandles newHandles() {
    return new NativeHandles(openHandles);
  }

  /// Native handles that are open now, for leak tests.
  public long openHandles() {
    return openHandles.get();
  }

  @Override
  public void close() {
    handles.close();
  }
}
