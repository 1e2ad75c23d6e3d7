package io.craton.vault.consensus.rocks;

import io.craton.vault.consensus.codec.CorruptBytesException;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.id.IdempotencyKey;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.TokenId;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.Place;
import io.craton.vault.core.state.DueRow;
import io.craton.vault.core.state.OutcomeAge;
import io.craton.vault.core.state.RotationRow;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/// Keys as drawn in the package description, and back. What reads one throws
/// [CorruptBytesException] on bytes that what writes it did not give: a row that was read as
/// another key than its own could never be removed.
final class Keys {
  private static final int TIME = Long.BYTES + Integer.BYTES;
  private static final int VERSION = ItemId.SIZE + Integer.BYTES;
  private static final int OUTCOME_ORDER = TIME + IdempotencyKey.SIZE;
  private static final int TOKEN_EXPIRY = TIME + TokenId.SIZE;
  private static final int DUE = TIME + 1 + VERSION;
  private static final int ROTATION = TIME + ItemId.SIZE;
  private static final int MAX_NANOS = 999_999_999;

  private Keys() {}

  static byte[] item(ItemId id) {
    return id.value().toArray();
  }

  static byte[] version(VersionId id) {
    return version(id.item(), id.number().value());
  }

  static byte[] version(ItemId item, int number) {
    return ByteBuffer.allocate(VERSION).put(item(item)).putInt(number).array();
  }

  static VersionNumber numberOfVersion(byte[] key) {
    requireSize(key, VERSION, "version of an item");
    return versionNumber(ByteBuffer.wrap(key).getInt(ItemId.SIZE));
  }

  static byte[] sealedUnder(KekVersion kek, VersionId id) {
    return ByteBuffer.allocate(Integer.BYTES + VERSION)
        .putInt(kek.value())
        .put(version(id))
        .array();
  }

  static VersionId versionSealedUnder(byte[] key) {
    requireSize(key, Integer.BYTES + VERSION, "sealed-under");
    var _ = kek(Arrays.copyOf(key, Integer.BYTES));
    byte[] version = Arrays.copyOfRange(key, Integer.BYTES, key.length);
    ItemId item = ItemId.of(Arrays.copyOf(version, ItemId.SIZE));
    return new VersionId(item, numberOfVersion(version));
  }

  static KekVersion kek(byte[] key) {
    int generation = readInt(key, "generation of the key-encryption key");
    if (generation < 1) {
      throw new CorruptBytesException("no generation of the key-encryption key: " + generation);
    }
    return new KekVersion(generation);
  }

  static byte[] child(Place place) {
    byte[] name = place.name().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(ItemId.SIZE + name.length)
        .put(item(place.parent()))
        .put(name)
        .array();
  }

  static byte[] pair(ItemId first, ItemId second) {
    return ByteBuffer.allocate(2 * ItemId.SIZE).put(item(first)).put(item(second)).array();
  }

  static ItemId secondOfPair(byte[] key) {
    requireSize(key, 2 * ItemId.SIZE, "pair of items");
    return ItemId.of(Arrays.copyOfRange(key, ItemId.SIZE, key.length));
  }

  static byte[] outcomeOrder(OutcomeAge outcome) {
    return ByteBuffer.allocate(OUTCOME_ORDER)
        .put(time(outcome.recordedAt()))
        .put(outcome.key().value().toArray())
        .array();
  }

  static OutcomeAge outcomeAge(byte[] key) {
    requireSize(key, OUTCOME_ORDER, "outcome-order");
    Instant recordedAt = time(ByteBuffer.wrap(key));
    Bytes idempotencyKey = Bytes.copyOf(Arrays.copyOfRange(key, TIME, key.length));
    return new OutcomeAge(recordedAt, new IdempotencyKey(idempotencyKey));
  }

  static byte[] token(TokenId id) {
    return id.value().toArray();
  }

  static TokenId token(byte[] bytes) {
    requireSize(bytes, TokenId.SIZE, "token");
    return TokenId.of(bytes);
  }

  static byte[] tokenExpiry(Instant at, TokenId id) {
    return ByteBuffer.allocate(TOKEN_EXPIRY).put(time(at)).put(token(id)).array();
  }

  static TokenId tokenOfExpiry(byte[] key) {
    requireSize(key, TOKEN_EXPIRY, "token-expiry");
    return TokenId.of(Arrays.copyOfRange(key, TIME, key.length));
  }

  static byte[] due(DueRow row) {
    return ByteBuffer.allocate(DUE)
        .put(time(row.at()))
        .put((byte) row.kind().code())
        .put(version(row.version()))
        .array();
  }

  static DueRow due(byte[] key) {
    requireSize(key, DUE, "due");
    ByteBuffer buffer = ByteBuffer.wrap(key);
    Instant at = time(buffer);
    DueRow.Kind kind = kind(buffer.get());
    byte[] item = new byte[ItemId.SIZE];
    buffer.get(item);
    return new DueRow(at, kind, new VersionId(ItemId.of(item), versionNumber(buffer.getInt())));
  }

  static byte[] rotation(RotationRow row) {
    return ByteBuffer.allocate(ROTATION).put(time(row.at())).put(item(row.item())).array();
  }

  static RotationRow rotation(byte[] key) {
    requireSize(key, ROTATION, "rotation");
    ItemId item = ItemId.of(Arrays.copyOfRange(key, TIME, key.length));
    return new RotationRow(time(ByteBuffer.wrap(key)), item);
  }

  /// The first key of an index by time that is later than `until`.
  static byte[] laterThan(Instant until) {
    return time(until.plusNanos(1));
  }

  static byte[] number(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }

  static byte[] number(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  static int readInt(byte[] value, String what) {
    requireSize(value, Integer.BYTES, what);
    return ByteBuffer.wrap(value).getInt();
  }

  static long readLong(byte[] value, String what) {
    requireSize(value, Long.BYTES, what);
    return ByteBuffer.wrap(value).getLong();
  }

  static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  /// The smallest key that is greater than `key`.
  static byte[] successor(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  /// The smallest key that is greater than every key that begins with `prefix`; empty when there is
  /// none.
  static byte[] successorOfPrefix(byte[] prefix) {
    int end = prefix.length;
    while (end > 0 && prefix[end - 1] == (byte) 0xff) {
      end--;
    }
    byte[] next = Arrays.copyOf(prefix, end);
    if (end > 0) {
      next[end - 1]++;
    }
    return next;
  }

  static void requireSize(byte[] value, int size, String what) {
    if (value.length != size) {
      throw new CorruptBytesException(
          what + ": expected " + size + " bytes, found " + value.length);
    }
  }

  private static byte[] time(Instant at) {
    return ByteBuffer.allocate(TIME)
        .putLong(at.getEpochSecond() ^ Long.MIN_VALUE)
        .putInt(at.getNano())
        .array();
  }

  private static Instant time(ByteBuffer bytes) {
    long seconds = bytes.getLong() ^ Long.MIN_VALUE;
    int nanos = bytes.getInt();
    if (nanos < 0 || nanos > MAX_NANOS) {
      throw new CorruptBytesException("nanoseconds of a key out of range: " + nanos);
    }
    return second(seconds).plusNanos(nanos);
  }

  /// The instant so many seconds after 1970.
  static Instant second(long value) {
    if (value < Instant.MIN.getEpochSecond() || value > Instant.MAX.getEpochSecond()) {
      throw new CorruptBytesException("instant out of range: " + value);
    }
    return Instant.ofEpochSecond(value);
  }

  private static VersionNumber versionNumber(int value) {
    if (value < 1) {
      throw new CorruptBytesException("no number of a version: " + value);
    }
    return new VersionNumber(value);
  }

  private static DueRow.Kind kind(byte code) {
    for (DueRow.Kind kind : DueRow.Kind.values()) {
      if (kind.code() == code) {
        return kind;
      }
    }
    throw new CorruptBytesException("due: unknown kind " + code);
  }
}
