package io.craton.vault.consensus.rocks;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/// Hashes a database: for each column family in the order of the catalogue its code, then each key
/// and value in order, each with its length before it. Left out are the position in the log, who is
/// a member, and that the state was restored.
final class Digester {
  private Digester() {}

  static StateDigest digest(Database db) {
    return db.atSnapshot(options -> {
      MessageDigest sha256 = sha256();
      for (ColumnFamily family : ColumnFamily.values()) {
        sha256.update((byte) family.code());
        hash(db, family, options, sha256);
      }
      Applied applied = RocksStore.applied(new RocksView(db, options));
      return new StateDigest(applied, HexFormat.of().formatHex(sha256.digest()));
    });
  }

  private static void hash(
      Database db, ColumnFamily family, ReadOptions options, MessageDigest sha256) {
    try (RocksIterator row = db.iterate(family, options)) {
      for (row.seekToFirst(); row.isValid(); row.next()) {
        byte[] key = row.key();
        if (family == ColumnFamily.META && isLeftOut(key)) {
          continue;
        }
        hash(key, sha256);
        hash(row.value(), sha256);
      }
      row.status();
    } catch (RocksDBException e) {
      throw db.failed("read", e);
    }
  }

  private static boolean isLeftOut(byte[] metaKey) {
    return Arrays.equals(metaKey, MetaKey.APPLIED.key())
        || Arrays.equals(metaKey, MetaKey.RESTORATION.key())
        || Arrays.equals(metaKey, MetaKey.MEMBERS.key());
  }

  private static void hash(byte[] bytes, MessageDigest sha256) {
    sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    sha256.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
