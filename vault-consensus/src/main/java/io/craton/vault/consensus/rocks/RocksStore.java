package io.craton.vault.consensus.rocks;

import io.craton.vault.consensus.codec.CorruptBytesException;
import io.craton.vault.core.port.StateReader;
import io.craton.vault.core.state.Restoration;
import io.craton.vault.core.state.StateView;
import io.craton.vault.core.state.StateWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.WriteBatch;

/// The replicated state of this node on its disk.
///
/// Guarantees: what [#apply] wrote becomes visible together with its position, or not at all, also
/// across a crash; the state that is found at [#open] is the one at [#applied()], which is at or
/// after the last [#checkpoint]. Not guaranteed: that it holds the last entry applied before a
/// crash (see the package description).
///
/// Reads are thread-safe and wait for no write but the one that is being made; [#apply] and [#skip]
/// belong to one thread, which waits for a running [#cut]. [#replaceWith] and [#close()] wait until
/// running reads and a running [#clean] have ended.
public final class RocksStore implements StateReader, AutoCloseable {
  /// The layout that this program writes, and the only one it reads.
  public static final int STORE_FORMAT = 5;

  /// Cleanings before the one that holds up the entries of the log, each of what was destroyed
  /// during the one before.
  private static final int CLEANINGS_AHEAD = 3;

  /// Entries between flushes: what a process that was killed has to apply anew, give or take those
  /// that came while the last flush ran. By the size of write buffers alone they were tens of
  /// thousands, which took half a minute.
  static final int FLUSH_INTERVAL = 5_000;

  /// Entries between looks whether a flush that takes long has ended, so that the next may begin.
  private static final int FLUSH_LOOK = 500;

  /// For running reads, before a [#cut].
  private static final Duration BEFORE_CUT = Duration.ofSeconds(10);

  /// For running reads, at a checkpoint, which holds up the entries of the log.
  private static final Duration AT_CHECKPOINT = Duration.ofMillis(500);

  private final StoreDirectory directory;
  private final RocksMemory memory;
  private final Remains remains;
  private final Lock cleaning = new ReentrantLock();
  private final Lock applying = new ReentrantLock();
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private @Nullable Database database;
  private final RowCache cache;

  /// Of the thread that applies; whoever puts another state in the place of this one keeps it out.
  private final QueueHeads heads = new QueueHeads();

  /// Entries since a flush was begun; of the thread that applies.
  private int unflushed;

  private volatile Applied applied;
  private volatile Consumer<StoreException> whenDamaged = damage -> {};

  private RocksStore(StoreDirectory directory, RocksMemory memory, Database database) {
    this.directory = directory;
    this.memory = memory;
    this.remains = new Remains(directory.clean());
    this.database = database;
    this.applied = readApplied(database);
    this.cache = new RowCache(applied.index());
  }

  /// Opens the state under `root`, or creates an empty one. `memory` must outlive the store.
  ///
  /// @throws StoreException when the files are damaged, in use, or of another format
  public static RocksStore open(Path root, RocksMemory memory) {
    StoreDirectory directory = new StoreDirectory(root);
    try {
      directory.recover();
    } catch (IOException e) {
      throw new StoreException("cannot prepare the directory of the state " + root, e);
    }
    return new RocksStore(directory, memory, openLive(directory, memory));
  }

  /// Opens a copy of the state that lies under `root`, in `copyRoot` on the same file system.
  /// Nobody may have it open; its files stay as they are.
  ///
  /// @throws StoreException as [#open] does; also when there is none
  public static RocksStore openCopy(Path root, Path copyRoot, RocksMemory memory) {
    Path database = new StoreDirectory(root).atRest();
    if (!Files.isDirectory(database)) {
      throw new StoreException("there is no state in " + root);
    }
    RocksStore copy = open(copyRoot, memory);
    try {
      copy.replaceWith(database);
      return copy;
    } catch (RuntimeException e) {
      copy.close();
      throw e;
    }
  }

  /// Reads all of a [#checkpoint] as it lies on the disk, past every cache. Takes time in
  /// proportion to it, and leaves it as it is.
  ///
  /// @param at the position of the state in it
  /// @param scratch a directory that does not exist, and will not exist afterwards
  /// @throws StoreException when it cannot be read; [StoreException#isDamage] says whether its
  ///   files are not as they were written
  public static void inspect(Path checkpoint, Applied at, Path scratch) {
    requireAt(at, checkpoint, () -> Inspection.read(checkpoint, scratch));
  }

  private static void requireAt(Applied expected, Path checkpoint, Supplier<Applied> reading) {
    Applied found;
    try {
      found = reading.get();
    } catch (CorruptBytesException e) {
      throw new StoreException("damaged: the position of the state in " + checkpoint, e, true);
    }
    if (!found.equals(expected)) {
      throw StoreException.damage(
          "damaged: the state in %s is at %s, expected %s".formatted(checkpoint, found, expected));
    }
  }

  private static Database openLive(StoreDirectory directory, RocksMemory memory) {
    Database database = Database.open(directory.live(), memory);
    try {
      checkFormat(database);
      return database;
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private static void checkFormat(Database database) {
    RocksView view = new RocksView(database, database.latest());
    int format =
        view.meta(MetaKey.STORE_FORMAT).map(value -> Keys.readInt(value, "store-format")).orElse(0);
    if (format != 0 && format != STORE_FORMAT) {
      throw new StoreException(
          "the state has format " + format + ", this program knows format " + STORE_FORMAT);
    }
    if (format == 0) {
      try (WriteBatch batch = new WriteBatch()) {
        new BatchWriter(database, view, batch).put(MetaKey.STORE_FORMAT, Keys.number(STORE_FORMAT));
        database.write(batch);
      }
    }
  }

  private static Applied readApplied(Database database) {
    return applied(new RocksView(database, database.latest()));
  }

  /// The last applied entry.
  public Applied applied() {
    return applied;
  }

  /// Has damage told that reads meet, on their threads. They throw it all the same.
  public void onDamage(Consumer<StoreException> told) {
    whenDamaged = told;
  }

  private void tell(StoreException e) {
    if (e.isDamage()) {
      whenDamaged.accept(e);
    }
  }

  /// @param query may be called twice, and has to have no other effect than what it returns
  /// @throws IllegalStateException after [#close()]
  @Override
  public <T> T read(Function<StateView, T> query) {
    lock.readLock().lock();
    try {
      Database db = open();
      try (CachedReading reading = CachedReading.lazy(db, cache)) {
        return query.apply(new RocksView(db, reading));
      } catch (CachedReading.Moved e) {
        return again(db, query);
      }
    } catch (StoreException e) {
      tell(e);
      throw e;
    } finally {
      lock.readLock().unlock();
    }
  }

  private <T> T again(Database db, Function<StateView, T> query) {
    try (CachedReading reading = CachedReading.eager(db, cache)) {
      return query.apply(new RocksView(db, reading));
    }
  }

  /// Lets `change` read the state and collect writes, then commits them together with the position.
  /// When `change` throws, nothing is written.
  ///
  /// @return what `change` returned
  /// @throws IllegalArgumentException unless `at` is beyond [#applied()]
  public <T> T apply(Applied at, BiFunction<StateView, StateWriter, T> change) {
    if (at.index() <= applied.index()) {
      throw new IllegalArgumentException("expected beyond " + applied + ", found " + at);
    }
    applying.lock();
    lock.readLock().lock();
    try (WriteBatch batch = new WriteBatch()) {
      Database db = open();
      RocksView view = new RocksView(db, new LatestReading(db, cache, heads));
      BatchWriter writer = new BatchWriter(db, view, batch);
      T result = change.apply(view, writer);
      writer.finish(at);
      remains.leftBy(writer.materialTaken(), () -> write(db, at.index(), writer, batch));
      applied = at;
      flushNowAndThen(db);
      return result;
    } finally {
      lock.readLock().unlock();
      applying.unlock();
    }
  }

  private void flushNowAndThen(Database db) {
    boolean due = ++unflushed >= FLUSH_INTERVAL && unflushed % FLUSH_LOOK == 0;
    if (due && !db.isFlushing()) {
      unflushed = 0;
      db.startFlush();
    }
  }

  private void write(Database db, long index, BatchWriter writer, WriteBatch batch) {
    try {
      cache.change(index, writer.changed(), writer.fresh(), () -> db.write(batch));
      heads.follow(writer.queues());
    } catch (RuntimeException | Error e) {
      heads.forget();
      throw e;
    }
  }

  /// Moves the position over an entry that carries no data.
  ///
  /// @throws IllegalArgumentException unless `at` is beyond [#applied()]
  public void skip(Applied at) {
    apply(at, (view, writer) -> at);
  }

  /// Writes the state as files of its own into `target`, which must not exist, and brings them to
  /// the disk. Afterwards the state here is durable up to the position returned. Belongs to the
  /// thread that applies. Cleans first as [#clean] does; who has just done that waits for little.
  ///
  /// Neither the files in `target` nor those here hold material that the state has given up, unless
  /// somebody still reads the state from before: then the next call tries again.
  public Applied checkpoint(Path target) {
    clean(AT_CHECKPOINT);
    return linkTo(target);
  }

  /// As [#checkpoint], by any thread and never with material that the state has given up. The
  /// entries of the log wait for the end of it, as they do for a checkpoint.
  ///
  /// @return empty, with nothing written, when somebody goes on reading what was given up
  public Optional<Applied> cut(Path target) {
    for (int round = 0; round < CLEANINGS_AHEAD && isUnclean(); round++) {
      clean(BEFORE_CUT);
    }
    applying.lock();
    try {
      return clean(AT_CHECKPOINT) ? Optional.of(linkTo(target)) : Optional.empty();
    } finally {
      applying.unlock();
    }
  }

  /// Notes that the state was restored, and forgets who the members were: those are nodes of the
  /// cluster that the backup is of. Not an entry of the log: to be called before there is one.
  public void noteRestoration(Restoration restoration) {
    applying.lock();
    lock.readLock().lock();
    try (WriteBatch batch = new WriteBatch()) {
      Database db = open();
      RocksView view = new RocksView(db, db.latest());
      BatchWriter writer = new BatchWriter(db, view, batch);
      writer.put(MetaKey.RESTORATION, RestorationRow.encode(restoration));
      writer.forget(MetaKey.MEMBERS);
      write(db, cache.index(), writer, batch);
    } finally {
      lock.readLock().unlock();
      applying.unlock();
    }
  }

  /// As [#checkpoint], with files that may hold material which the state has given up.
  Applied linkTo(Path target) {
    lock.readLock().lock();
    try {
      open().checkpoint(target);
      Durable.syncTree(target);
      return applied;
    } catch (IOException e) {
      throw new StoreException("cannot bring the checkpoint to the disk: " + target, e);
    } finally {
      lock.readLock().unlock();
    }
  }

  /// Whether files may hold material that the state has given up.
  public boolean isUnclean() {
    return remains.any();
  }

  /// How many bytes [#clean] may write before it removes as many.
  public long cleaningBytes() {
    lock.readLock().lock();
    try {
      return remains.any()
          ? open().tables(ColumnFamily.VERSION).stream().mapToLong(Database.Table::bytes).sum()
          : 0;
    } finally {
      lock.readLock().unlock();
    }
  }

  /// Removes material that the state has given up from the files: rewrites the tables which hold
  /// it. Thread-safe; takes seconds for a million versions, while reads and writes go on.
  ///
  /// @param patience how long to wait for reads that began before and still see the material
  /// @return whether no file here holds material any more that was given up before the call
  public boolean clean(Duration patience) {
    cleaning.lock();
    lock.readLock().lock();
    try {
      return new Cleaner(open(), remains).clean(patience);
    } finally {
      lock.readLock().unlock();
      cleaning.unlock();
    }
  }

  /// Makes the state durable up to [#applied()].
  public void flush() {
    lock.readLock().lock();
    try {
      open().flush();
    } finally {
      lock.readLock().unlock();
    }
  }

  /// As [#replaceWith(Path)], of a checkpoint that was taken at that position.
  ///
  /// @throws StoreException also when the state in it is at another: then it is damaged, though it
  ///   can be opened, and the state here is the one before
  public void replaceWith(Path checkpoint, Applied at) {
    requireAt(at, checkpoint, () -> Inspection.position(checkpoint, directory.scratch()));
    replaceWith(checkpoint);
  }

  /// Makes the content of `checkpoint`, which is left as it is, the state of this node. A crash
  /// leaves the old state or the new one.
  ///
  /// @throws StoreException when the files cannot be opened
  public void replaceWith(Path checkpoint) {
    lock.writeLock().lock();
    try {
      directory.receive(checkpoint);
      // Whoever made the files may not have been able to clean them.
      remains.everything();
      open().close();
      database = null;
      directory.swap();
      Database replaced = openLive(directory, memory);
      database = replaced;
      cache.restart(Applied.NOTHING.index());
      heads.forget();
      applied = readApplied(replaced);
      cache.restart(applied.index());
    } catch (IOException e) {
      throw new StoreException("cannot install the state from " + checkpoint, e);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /// Reads everything; takes time in proportion to the state, while other reads and writes go on.
  public StateDigest digest() {
    lock.readLock().lock();
    try {
      return Digester.digest(open());
    } catch (StoreException e) {
      tell(e);
      throw e;
    } finally {
      lock.readLock().unlock();
    }
  }

  /// Idempotent.
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      Database open = database;
      database = null;
      if (open != null) {
        open.close();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  static Applied applied(RocksView view) {
    return view.meta(MetaKey.APPLIED).map(RowValues::applied).orElse(Applied.NOTHING);
  }

  private Database open() {
    Database open = database;
    if (open == null) {
      throw new IllegalStateException("the state is closed");
    }
    return open;
  }
}
