package io.craton.vault.consensus.rocks;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Rewrites the files of the database that still hold material which the state has given up.
///
/// RocksDB keeps a value that was overwritten or deleted in its tables until it happens to merge
/// them, and a checkpoint links the tables as they are. Only what an open snapshot still sees, and
/// files that an open iterator reads, outlast a rewriting; both count as a cleaning that failed.
final class Cleaner {
  private static final Logger LOG = LoggerFactory.getLogger(Cleaner.class);

  /// Each range is a compaction of its own, which waits for others: beyond this many a single one
  /// is quicker. Three took twice as long as the whole family of a million versions.
  private static final int RANGES = 2;

  private static final long POLL_NANOS = Duration.ofMillis(1).toNanos();

  /// For RocksDB to remove the files that it has replaced, which it does right afterwards.
  private static final Duration REMOVAL = Duration.ofSeconds(2);

  private final Database db;
  private final Remains remains;

  Cleaner(Database db, Remains remains) {
    this.db = db;
    this.remains = remains;
  }

  /// Not to be called twice at a time.
  ///
  /// @param patience how long to wait for reads that began before and still see the material
  /// @return whether no file holds material any more that was given up before the call
  boolean clean(Duration patience) {
    Remains.Work work = remains.begin();
    boolean done = false;
    try {
      done = work.isEmpty() || rewrite(work, patience);
    } finally {
      remains.finish(work, done);
    }
    return done;
  }

  private boolean rewrite(Remains.Work work, Duration patience) {
    long start = System.nanoTime();
    long sequence = db.latestSequence();
    boolean unseen = await(() -> !db.isSeenBefore(sequence), patience);
    db.flush();
    List<Database.Table> replaced = tables(work);
    List<Range> ranges = ranges(work, replaced);
    for (Range range : ranges) {
      db.rewrite(ColumnFamily.VERSION, range.first, range.last);
    }
    boolean gone = await(() -> replaced.stream().noneMatch(Cleaner::exists), REMOVAL);
    LOG.info(
        "material of {} destroyed versions {} the database: {} tables, {} bytes, {} ms",
        work.whole() ? "an unknown number of" : work.keys().size(),
        unseen && gone ? "left" : "is being read and stays for now in",
        replaced.size(),
        replaced.stream().mapToLong(Database.Table::bytes).sum(),
        Duration.ofNanos(System.nanoTime() - start).toMillis());
    return unseen && gone;
  }

  private static boolean exists(Database.Table table) {
    return Files.exists(table.file());
  }

  /// The tables that may hold one of the keys.
  private List<Database.Table> tables(Remains.Work work) {
    return db.tables(ColumnFamily.VERSION).stream()
        .filter(table -> work.whole() || table.coversAny(work.keys()))
        .toList();
  }

  /// As few ranges as can be that leave tables alone which hold none of the keys: neighbours that
  /// lie in one table of the last level are rewritten together.
  private static List<Range> ranges(Remains.Work work, List<Database.Table> tables) {
    if (work.whole()) {
      return List.of(Range.EVERYTHING);
    }
    int last = tables.stream().mapToInt(Database.Table::level).max().orElse(0);
    List<Database.Table> bottom = tables.stream().filter(table -> table.level() == last).toList();
    List<Range> ranges = new ArrayList<>();
    byte[] first = work.keys().first();
    byte[] end = first;
    for (byte[] key : work.keys().stream().skip(1).toList()) {
      byte[] before = end;
      if (bottom.stream().noneMatch(table -> table.covers(before) && table.covers(key))) {
        ranges.add(new Range(first, end));
        first = key;
      }
      end = key;
    }
    ranges.add(new Range(first, end));
    return ranges.size() <= RANGES
        ? ranges
        : List.of(new Range(work.keys().first(), work.keys().last()));
  }

  private static boolean await(BooleanSupplier condition, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return true;
  }

  /// Both ends included; everything when they are missing.
  private static final class Range {
    private static final Range EVERYTHING = new Range(null, null);

    private final byte @Nullable [] first;
    private final byte @Nullable [] last;

    Range(byte @Nullable [] first, byte @Nullable [] last) {
      this.first = first;
      this.last = last;
    }
  }
}
