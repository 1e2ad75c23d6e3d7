package io.craton.vault.consensus.rocks;

import io.craton.vault.consensus.codec.MemberCodec;
import io.craton.vault.consensus.codec.OutcomeCodec;
import io.craton.vault.consensus.codec.RecordCodec;
import io.craton.vault.consensus.codec.TokenCodec;
import io.craton.vault.core.cluster.ClusterMember;
import io.craton.vault.core.id.IdempotencyKey;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.SweepGeneration;
import io.craton.vault.core.id.TokenId;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Place;
import io.craton.vault.core.rotation.DefaultsFor;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.state.DueRow;
import io.craton.vault.core.state.FolderEntry;
import io.craton.vault.core.state.OutboxRow;
import io.craton.vault.core.state.OutcomeAge;
import io.craton.vault.core.state.RecordedOutcome;
import io.craton.vault.core.state.ReplanRow;
import io.craton.vault.core.state.Restoration;
import io.craton.vault.core.state.RotationRow;
import io.craton.vault.core.state.StateView;
import io.craton.vault.core.token.TokenHash;
import io.craton.vault.core.token.TokenRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/// The state as RocksDB holds it, read at one position. Valid only as long as the call that handed
/// it out. Each list reads no more rows than it returns, plus one.
final class RocksView implements StateView {
  private static final byte[] FIRST = new byte[0];

  private final Database db;
  private final Reading reading;

  RocksView(Database db, Reading reading) {
    this.db = db;
    this.reading = reading;
  }

  /// Reads every row anew, through these.
  RocksView(Database db, ReadOptions options) {
    this(db, Reading.direct(db, options));
  }

  @Override
  public Instant clock() {
    return reading
        .row(ColumnFamily.META, Instant.class, MetaKey.CLOCK.key(), RecordCodec::decodeInstant)
        .orElse(Instant.EPOCH);
  }

  @Override
  public Optional<Item> item(ItemId id) {
    return reading.row(ColumnFamily.ITEM, Item.class, Keys.item(id), RecordCodec::decodeItem);
  }

  @Override
  public Optional<ItemVersion> version(VersionId id) {
    return reading.row(
        ColumnFamily.VERSION, ItemVersion.class, Keys.version(id), RecordCodec::decodeVersion);
  }

  @Override
  public List<ItemVersion> versions(ItemId item, int from, int limit) {
    byte[] start = Keys.version(item, Math.max(0, from));
    Range range = new Range(ColumnFamily.VERSION, start, Keys.item(item), limit);
    return scan(range, (key, value) -> RecordCodec.decodeVersion(value));
  }

  @Override
  public List<ItemVersion> allVersions(Optional<VersionId> after, int limit) {
    byte[] start = after.map(id -> Keys.successor(Keys.version(id))).orElse(FIRST);
    Range range = new Range(ColumnFamily.VERSION, start, FIRST, limit);
    return scan(range, (key, value) -> RecordCodec.decodeVersion(value));
  }

  @Override
  public Optional<ItemId> childAt(Place place) {
    return reading.row(ColumnFamily.CHILD, ItemId.class, Keys.child(place), ChildValue::item);
  }

  @Override
  public List<ItemId> children(ItemId parent, String afterName, int limit) {
    return scan(childrenAfter(parent, afterName, limit), (key, value) -> ChildValue.item(value));
  }

  @Override
  public Optional<FolderEntry> entryAt(Place place) {
    byte[] row = db.get(ColumnFamily.CHILD, reading.options(), Keys.child(place));
    return Optional.ofNullable(row).map(ChildValue::entry);
  }

  @Override
  public List<FolderEntry> entries(ItemId parent, String afterName, int limit) {
    return scan(childrenAfter(parent, afterName, limit), (key, value) -> ChildValue.entry(value));
  }

  private static Range childrenAfter(ItemId parent, String afterName, int limit) {
    byte[] start = Keys.successor(Keys.child(new Place(parent, afterName)));
    return new Range(ColumnFamily.CHILD, start, Keys.item(parent), limit);
  }

  @Override
  public List<FolderEntry> entriesBefore(ItemId parent, Optional<String> beforeName, int limit) {
    byte[] prefix = Keys.item(parent);
    byte[] end =
        beforeName
            .map(name -> Keys.child(new Place(parent, name)))
            .orElseGet(() -> Keys.successorOfPrefix(prefix));
    List<FolderEntry> rows = new ArrayList<>();
    try (RocksIterator row = db.iterate(ColumnFamily.CHILD, reading.options())) {
      seekBelow(row, end);
      for (; row.isValid() && rows.size() < limit; row.prev()) {
        if (!Keys.startsWith(row.key(), prefix)) {
          break;
        }
        rows.add(ChildValue.entry(row.value()));
      }
      requireHealthy(row);
    }
    return List.copyOf(rows);
  }

  /// Goes to the last key that is smaller than `end`; to the last of all when `end` is empty.
  private static void seekBelow(RocksIterator row, byte[] end) {
    if (end.length == 0) {
      row.seekToLast();
      return;
    }
    row.seekForPrev(end);
    if (row.isValid() && Arrays.equals(row.key(), end)) {
      row.prev();
    }
  }

  @Override
  public List<ItemId> subfolders(ItemId parent, String afterName, int limit) {
    byte[] start = Keys.successor(Keys.child(new Place(parent, afterName)));
    Range range = new Range(ColumnFamily.SUBFOLDER, start, Keys.item(parent), limit);
    return scan(range, (key, value) -> RowValues.itemId(value));
  }

  @Override
  public List<VersionNumber> compromised(ItemId item, int limit) {
    byte[] start = Keys.item(item);
    Range range = new Range(ColumnFamily.COMPROMISED, start, start, limit);
    return scan(range, (key, value) -> Keys.numberOfVersion(key));
  }

  @Override
  public List<Item> items(ItemId after, int limit) {
    byte[] start = Keys.successor(Keys.item(after));
    Range range = new Range(ColumnFamily.ITEM, start, FIRST, limit);
    return scan(range, (key, value) -> RecordCodec.decodeItem(value));
  }

  @Override
  public List<ItemId> encryptedUnder(ItemId key, int limit) {
    byte[] start = Keys.item(key);
    Range range = new Range(ColumnFamily.ENCRYPTED_UNDER, start, start, limit);
    return scan(range, (row, value) -> Keys.secondOfPair(row));
  }

  @Override
  public RotationSettings rotationDefaults(DefaultsFor kind) {
    return get(ColumnFamily.ROTATION_DEFAULT, Keys.number(kind.code()))
        .map(RecordCodec::decodeRotationSettings)
        .orElse(RotationSettings.INHERITED);
  }

  @Override
  public Optional<TokenId> tokenOf(TokenHash value) {
    return reading.row(ColumnFamily.GRANT, TokenId.class, value.value().toArray(), Keys::token);
  }

  @Override
  public Optional<TokenRecord> token(TokenId id) {
    return reading.row(ColumnFamily.TOKEN, TokenRecord.class, Keys.token(id), TokenCodec::decode);
  }

  @Override
  public List<TokenRecord> tokens(Optional<TokenId> after, int limit) {
    Range range = new Range(ColumnFamily.TOKEN, startAfter(after), FIRST, limit);
    return scan(range, (key, value) -> TokenCodec.decode(value));
  }

  @Override
  public List<TokenId> lastingAdmins(Optional<TokenId> after, int limit) {
    Range range = new Range(ColumnFamily.LASTING_ADMIN, startAfter(after), FIRST, limit);
    return scan(range, (key, value) -> Keys.token(key));
  }

  private static byte[] startAfter(Optional<TokenId> after) {
    return after.map(id -> Keys.successor(Keys.token(id))).orElse(FIRST);
  }

  @Override
  public List<TokenId> expired(Instant until, int limit) {
    Range range = new Range(ColumnFamily.TOKEN_EXPIRY, FIRST, FIRST, limit);
    return scanUntil(range, until, Keys::tokenOfExpiry);
  }

  @Override
  public int tokenCount() {
    return meta(MetaKey.TOKEN_COUNT).map(value -> RowValues.count(value, "token-count")).orElse(0);
  }

  @Override
  public boolean bootstrapped() {
    return meta(MetaKey.BOOTSTRAPPED).isPresent();
  }

  @Override
  public Optional<RecordedOutcome> outcome(IdempotencyKey key) {
    return get(ColumnFamily.OUTCOME, key.value().toArray()).map(OutcomeCodec::decodeRecorded);
  }

  @Override
  public List<OutcomeAge> oldestOutcomes(int limit) {
    return head(RowQueue.OUTCOMES, limit).stream().map(Keys::outcomeAge).toList();
  }

  @Override
  public int outcomeCount() {
    return meta(MetaKey.OUTCOME_COUNT)
        .map(value -> RowValues.count(value, "outcome-count"))
        .orElse(0);
  }

  @Override
  public List<DueRow> due(Instant until, int limit) {
    Range range = queue(RowQueue.DUE, limit);
    return scanUntil(range, until, Keys::due);
  }

  @Override
  public Optional<DueRow> nextDue() {
    Range range = queue(RowQueue.DUE, 1);
    return scan(range, (key, value) -> Keys.due(key)).stream().findFirst();
  }

  @Override
  public List<RotationRow> rotations(Instant until, Optional<RotationRow> after, int limit) {
    byte[] start =
        after
            .map(row -> Keys.successor(Keys.rotation(row)))
            .orElseGet(() -> front(RowQueue.ROTATIONS));
    Range range = new Range(ColumnFamily.ROTATION, start, FIRST, limit);
    return scanUntil(range, until, Keys::rotation);
  }

  @Override
  public Optional<RotationRow> nextRotation() {
    Range range = queue(RowQueue.ROTATIONS, 1);
    return scan(range, (key, value) -> Keys.rotation(key)).stream().findFirst();
  }

  @Override
  public List<ReplanRow> replans(int limit) {
    Range range = new Range(ColumnFamily.REPLAN, FIRST, FIRST, limit);
    return scan(range, (key, value) -> new ReplanRow(RowValues.itemId(key), RowValues.name(value)));
  }

  @Override
  public List<OutboxRow> outbox(long after, int limit) {
    byte[] wanted = Keys.number(Math.max(0, after) + 1);
    byte[] front = front(RowQueue.OUTBOX);
    byte[] start = Arrays.compareUnsigned(wanted, front) < 0 ? front : wanted;
    Range range = new Range(ColumnFamily.OUTBOX, start, FIRST, limit);
    return scan(range, (key, value) -> RecordCodec.decodeOutboxRow(value));
  }

  @Override
  public long lastOutboxNumber() {
    return meta(MetaKey.LAST_OUTBOX)
        .map(value -> RowValues.longCount(value, "last-outbox"))
        .orElse(0L);
  }

  @Override
  public Optional<KekVersion> currentKek() {
    return meta(MetaKey.CURRENT_KEK).map(Keys::kek);
  }

  @Override
  public Optional<KeyRef> kek(KekVersion version) {
    return reading.row(
        ColumnFamily.KEK, KeyRef.class, Keys.number(version.value()), RowValues::keyRef);
  }

  @Override
  public List<KekVersion> keks() {
    Range range = new Range(ColumnFamily.KEK, FIRST, FIRST, Integer.MAX_VALUE);
    return scan(range, (key, value) -> Keys.kek(key));
  }

  @Override
  public long sealedCount(KekVersion version) {
    return get(ColumnFamily.SEALED_COUNT, Keys.number(version.value()))
        .map(value -> RowValues.longCount(value, "sealed-count"))
        .orElse(0L);
  }

  @Override
  public Optional<KekVersion> oldestKekInUse() {
    Range range = new Range(ColumnFamily.SEALED_COUNT, FIRST, FIRST, 1);
    return scan(range, (key, value) -> Keys.kek(key)).stream().findFirst();
  }

  @Override
  public List<VersionId> sealedUnder(KekVersion version, Optional<VersionId> after, int limit) {
    byte[] prefix = Keys.number(version.value());
    byte[] start = after.map(id -> Keys.successor(Keys.sealedUnder(version, id))).orElse(prefix);
    Range range = new Range(ColumnFamily.SEALED_UNDER, start, prefix, limit);
    return scan(range, (key, value) -> Keys.versionSealedUnder(key));
  }

  @Override
  public SweepGeneration sweepGeneration() {
    return meta(MetaKey.SWEEP_GENERATION)
        .map(value -> new SweepGeneration(RowValues.longCount(value, "sweep-generation")))
        .orElse(SweepGeneration.FIRST);
  }

  @Override
  public Optional<Restoration> restoration() {
    return meta(MetaKey.RESTORATION).map(RestorationRow::decode);
  }

  @Override
  public List<ClusterMember> members() {
    return meta(MetaKey.MEMBERS).map(MemberCodec::decode).orElse(List.of());
  }

  private byte[] front(RowQueue queue) {
    return QueueFront.read(this, queue);
  }

  private Range queue(RowQueue queue, int limit) {
    return new Range(queue.family(), front(queue), FIRST, limit);
  }

  /// The first keys of a queue, at most `limit`.
  List<byte[]> head(RowQueue queue, int limit) {
    return reading.head(queue, limit, most -> scan(queue(queue, most), (key, value) -> key));
  }

  /// A single value as it is stored; not of the clock, which is kept as what it stands for.
  Optional<byte[]> meta(MetaKey key) {
    return get(ColumnFamily.META, key.key());
  }

  /// Of a family whose rows are not kept as anything else.
  private Optional<byte[]> get(ColumnFamily family, byte[] key) {
    return reading.row(family, byte[].class, key, Function.identity());
  }

  private <T> List<T> scan(Range range, BiFunction<byte[], byte[], T> convert) {
    List<T> rows = new ArrayList<>();
    try (RocksIterator row = db.iterate(range.family, reading.options())) {
      for (row.seek(range.start); row.isValid() && rows.size() < range.limit; row.next()) {
        byte[] key = row.key();
        if (!Keys.startsWith(key, range.prefix)) {
          break;
        }
        rows.add(convert.apply(key, row.value()));
      }
      requireHealthy(row);
    }
    return List.copyOf(rows);
  }

  /// Rows of an index by time, at or before `until`.
  private <T> List<T> scanUntil(Range range, Instant until, Function<byte[], T> convert) {
    byte[] end = Keys.laterThan(until);
    List<T> rows = new ArrayList<>();
    try (RocksIterator row = db.iterate(range.family, reading.options())) {
      for (row.seek(range.start); row.isValid() && rows.size() < range.limit; row.next()) {
        byte[] key = row.key();
        if (Arrays.compareUnsigned(key, end) >= 0) {
          break;
        }
        rows.add(convert.apply(key));
      }
      requireHealthy(row);
    }
    return List.copyOf(rows);
  }

  /// An iterator that fails looks like one at its end.
  private void requireHealthy(RocksIterator row) {
    try {
      row.status();
    } catch (RocksDBException e) {
      throw db.failed("iterate over", e);
    }
  }

  /// Keys from `start` on that begin with `prefix`, at most `limit`.
  private static final class Range {
    private final ColumnFamily family;
    private final byte[] start;
    private final byte[] prefix;
    private final int limit;

    Range(ColumnFamily family, byte[] start, byte[] prefix, int limit) {
      this.family = family;
      this.start = start;
      this.prefix = prefix;
      this.limit = limit;
    }
  }
}
