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
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.Place;
import io.craton.vault.core.rotation.DefaultsFor;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.state.DueRow;
import io.craton.vault.core.state.FolderEntry;
import io.craton.vault.core.state.OutboxRow;
import io.craton.vault.core.state.OutcomeAge;
import io.craton.vault.core.state.RecordedOutcome;
import io.craton.vault.core.state.ReplanRow;
import io.craton.vault.core.state.RotationRow;
import io.craton.vault.core.state.StateWriter;
import io.craton.vault.core.token.TokenHash;
import io.craton.vault.core.token.TokenRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/// The writes of one entry, collected into one batch. Used by one thread, for one entry.
final class BatchWriter implements StateWriter {
  private static final byte[] NOTHING = new byte[0];
  private static final byte[] YES = {1};

  private final Database db;
  private final RocksView before;
  private final WriteBatch batch;
  private final Set<IdempotencyKey> outcomesPut = new HashSet<>();
  private final List<QueueFront> queues =
      Arrays.stream(RowQueue.values()).map(QueueFront::new).toList();
  private final ChangedEntries entries;
  private final SealedVersions sealed = new SealedVersions();
  private final List<byte[]> materialTaken = new ArrayList<>();
  private final List<RowKey> changed = new ArrayList<>();
  private final Map<RowKey, RowCache.Fresh> fresh = new HashMap<>();
  private int outcomesGained;
  private int tokensGained;
  private long lastOutbox;

  BatchWriter(Database db, RocksView before, WriteBatch batch) {
    this.db = db;
    this.before = before;
    this.batch = batch;
    this.entries = new ChangedEntries(before);
  }

  @Override
  public void putClock(Instant clock) {
    put(MetaKey.CLOCK, RecordCodec.encode(clock), clock);
  }

  @Override
  public void putItem(Item item) {
    entries.item(item.id(), Optional.of(item));
    put(ColumnFamily.ITEM, Keys.item(item.id()), RecordCodec.encode(item));
  }

  @Override
  public void deleteItem(ItemId id) {
    entries.item(id, Optional.empty());
    delete(ColumnFamily.ITEM, Keys.item(id));
  }

  @Override
  public void putVersion(ItemVersion version) {
    noteMaterial(version.id(), version.state().heldMaterial());
    entries.version(version.id(), Optional.of(version));
    put(ColumnFamily.VERSION, Keys.version(version.id()), RecordCodec.encode(version));
  }

  @Override
  public void deleteVersion(VersionId id) {
    noteMaterial(id, Optional.empty());
    entries.version(id, Optional.empty());
    delete(ColumnFamily.VERSION, Keys.version(id));
  }

  private void noteMaterial(VersionId id, Optional<Material> after) {
    Optional<Material> held = before.version(id).flatMap(version -> version.state().heldMaterial());
    sealed.note(id, held, after);
    if (held.isPresent() && !held.equals(after)) {
      materialTaken.add(Keys.version(id));
    }
  }

  /// Keys of the versions whose material the database holds and this batch takes away.
  List<byte[]> materialTaken() {
    return materialTaken;
  }

  /// The rows that it writes or deletes, of the families that are kept in memory.
  List<RowKey> changed() {
    return changed;
  }

  /// Of these the single values, as they are afterwards.
  Map<RowKey, RowCache.Fresh> fresh() {
    return fresh;
  }

  /// What it does to each queue.
  List<QueueFront> queues() {
    return queues;
  }

  @Override
  public void putChild(Place place, ItemId child) {
    entries.child(child);
  }

  @Override
  public void deleteChild(Place place) {
    delete(ColumnFamily.CHILD, Keys.child(place));
  }

  @Override
  public void putSubfolder(Place place, ItemId child) {
    put(ColumnFamily.SUBFOLDER, Keys.child(place), Keys.item(child));
  }

  @Override
  public void deleteSubfolder(Place place) {
    delete(ColumnFamily.SUBFOLDER, Keys.child(place));
  }

  @Override
  public void putCompromised(VersionId id) {
    entries.compromised(id, true);
    put(ColumnFamily.COMPROMISED, Keys.version(id), NOTHING);
  }

  @Override
  public void deleteCompromised(VersionId id) {
    entries.compromised(id, false);
    delete(ColumnFamily.COMPROMISED, Keys.version(id));
  }

  @Override
  public void putEncryptedUnder(ItemId key, ItemId referrer) {
    put(ColumnFamily.ENCRYPTED_UNDER, Keys.pair(key, referrer), NOTHING);
  }

  @Override
  public void deleteEncryptedUnder(ItemId key, ItemId referrer) {
    delete(ColumnFamily.ENCRYPTED_UNDER, Keys.pair(key, referrer));
  }

  @Override
  public void putRotationDefaults(DefaultsFor kind, RotationSettings settings) {
    put(ColumnFamily.ROTATION_DEFAULT, Keys.number(kind.code()), RecordCodec.encode(settings));
  }

  @Override
  public void addToken(TokenRecord token) {
    tokensGained++;
    replaceToken(token);
  }

  @Override
  public void replaceToken(TokenRecord token) {
    put(ColumnFamily.TOKEN, Keys.token(token.id()), TokenCodec.encode(token));
  }

  @Override
  public void deleteToken(TokenId id) {
    tokensGained--;
    delete(ColumnFamily.TOKEN, Keys.token(id));
  }

  @Override
  public void putTokenValue(TokenHash value, TokenId token) {
    put(ColumnFamily.GRANT, value.value().toArray(), Keys.token(token));
  }

  @Override
  public void deleteTokenValue(TokenHash value) {
    delete(ColumnFamily.GRANT, value.value().toArray());
  }

  @Override
  public void putLastingAdmin(TokenId token) {
    put(ColumnFamily.LASTING_ADMIN, Keys.token(token), NOTHING);
  }

  @Override
  public void deleteLastingAdmin(TokenId token) {
    delete(ColumnFamily.LASTING_ADMIN, Keys.token(token));
  }

  @Override
  public void putTokenExpiry(Instant at, TokenId token) {
    put(ColumnFamily.TOKEN_EXPIRY, Keys.tokenExpiry(at, token), NOTHING);
  }

  @Override
  public void deleteTokenExpiry(Instant at, TokenId token) {
    delete(ColumnFamily.TOKEN_EXPIRY, Keys.tokenExpiry(at, token));
  }

  @Override
  public void putBootstrapped() {
    put(MetaKey.BOOTSTRAPPED, YES);
  }

  @Override
  public void putOutcome(RecordedOutcome outcome) {
    if (!outcomesPut.add(outcome.key())) {
      throw new IllegalStateException("one entry records an outcome twice");
    }
    outcomesGained++;
    put(ColumnFamily.OUTCOME, outcome.key().value().toArray(), OutcomeCodec.encode(outcome));
    put(ColumnFamily.OUTCOME_ORDER, Keys.outcomeOrder(OutcomeAge.of(outcome)), NOTHING);
  }

  @Override
  public void deleteOutcome(OutcomeAge outcome) {
    outcomesGained--;
    delete(ColumnFamily.OUTCOME, outcome.key().value().toArray());
    delete(ColumnFamily.OUTCOME_ORDER, Keys.outcomeOrder(outcome));
  }

  @Override
  public void putDue(DueRow row) {
    put(ColumnFamily.DUE, Keys.due(row), NOTHING);
  }

  @Override
  public void deleteDue(DueRow row) {
    delete(ColumnFamily.DUE, Keys.due(row));
  }

  @Override
  public void putRotation(RotationRow row) {
    put(ColumnFamily.ROTATION, Keys.rotation(row), NOTHING);
  }

  @Override
  public void deleteRotation(RotationRow row) {
    delete(ColumnFamily.ROTATION, Keys.rotation(row));
  }

  @Override
  public void putReplan(ReplanRow row) {
    byte[] afterName = row.afterName().getBytes(StandardCharsets.UTF_8);
    put(ColumnFamily.REPLAN, Keys.item(row.folder()), afterName);
  }

  @Override
  public void deleteReplan(ItemId folder) {
    delete(ColumnFamily.REPLAN, Keys.item(folder));
  }

  @Override
  public void putOutbox(OutboxRow row) {
    lastOutbox = Math.max(lastOutbox, row.number());
    put(ColumnFamily.OUTBOX, Keys.number(row.number()), RecordCodec.encode(row));
  }

  @Override
  public void deleteOutbox(long number) {
    delete(ColumnFamily.OUTBOX, Keys.number(number));
  }

  @Override
  public void putKek(KekVersion version, KeyRef ref) {
    put(ColumnFamily.KEK, Keys.number(version.value()), ref.value().toArray());
    put(MetaKey.CURRENT_KEK, Keys.number(version.value()));
  }

  @Override
  public void deleteKek(KekVersion version) {
    delete(ColumnFamily.KEK, Keys.number(version.value()));
  }

  @Override
  public void putSweepGeneration(SweepGeneration generation) {
    put(MetaKey.SWEEP_GENERATION, Keys.number(generation.value()));
  }

  @Override
  public void putMembers(List<ClusterMember> members) {
    put(MetaKey.MEMBERS, MemberCodec.encode(members));
  }

  /// Adds what follows from the writes, and the position; then the batch is complete.
  void finish(Applied at) {
    for (FolderEntry entry : entries.after()) {
      put(ColumnFamily.CHILD, Keys.child(entry.item().place()), ChildValue.of(entry));
    }
    putSealed();
    if (outcomesGained != 0) {
      put(MetaKey.OUTCOME_COUNT, Keys.number(before.outcomeCount() + outcomesGained));
    }
    if (tokensGained != 0) {
      put(MetaKey.TOKEN_COUNT, Keys.number(before.tokenCount() + tokensGained));
    }
    if (lastOutbox > before.lastOutboxNumber()) {
      put(MetaKey.LAST_OUTBOX, Keys.number(lastOutbox));
    }
    for (QueueFront queue : queues) {
      queue.moved(before).ifPresent(front -> put(queue.queue().front(), front));
    }
    put(
        MetaKey.APPLIED,
        ByteBuffer.allocate(2 * Long.BYTES).putLong(at.term()).putLong(at.index()).array());
  }

  private void putSealed() {
    for (SealedVersions.Move move : sealed.moves()) {
      move.from()
          .ifPresent(kek -> delete(ColumnFamily.SEALED_UNDER, Keys.sealedUnder(kek, move.id())));
      move.to()
          .ifPresent(
              kek -> put(ColumnFamily.SEALED_UNDER, Keys.sealedUnder(kek, move.id()), NOTHING));
    }
    sealed
        .gained()
        .forEach((kek, gained) -> {
          long count = before.sealedCount(kek) + gained;
          byte[] key = Keys.number(kek.value());
          if (count == 0) {
            delete(ColumnFamily.SEALED_COUNT, key);
          } else {
            put(ColumnFamily.SEALED_COUNT, key, Keys.number(count));
          }
        });
  }

  void put(MetaKey key, byte[] value) {
    put(key, value, value);
  }

  /// @param object what readers of the value are given
  private void put(MetaKey key, byte[] value, Object object) {
    put(ColumnFamily.META, key.key(), value);
    fresh.put(new RowKey(ColumnFamily.META, key.key()), new RowCache.Fresh(object, value.length));
  }

  void forget(MetaKey key) {
    delete(ColumnFamily.META, key.key());
    fresh.put(new RowKey(ColumnFamily.META, key.key()), new RowCache.Fresh(null, 0));
  }

  private void put(ColumnFamily family, byte[] key, byte[] value) {
    touch(family, key, true);
    try {
      batch.put(db.handle(family), key, value);
    } catch (RocksDBException e) {
      throw db.failed("collect writes for", e);
    }
  }

  private void touch(ColumnFamily family, byte[] key, boolean present) {
    if (RowCache.KEPT.contains(family)) {
      changed.add(new RowKey(family, key));
    }
    for (QueueFront queue : queues) {
      queue.touch(family, key, present);
    }
  }

  private void delete(ColumnFamily family, byte[] key) {
    touch(family, key, false);
    try {
      batch.delete(db.handle(family), key);
    } catch (RocksDBException e) {
      throw db.failed("collect writes for", e);
    }
  }
}
