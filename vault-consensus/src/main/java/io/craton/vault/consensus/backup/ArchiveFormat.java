package io.craton.vault.consensus.backup;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/// The container of a backup; docs/formats.md draws it. All integers are big-endian.
///
/// Every byte is covered by the hash at the end, and nothing may follow it: there is no padding, no
/// field that a reader passes over, and no second way to write the same content.
final class ArchiveFormat {
  /// The version that this program writes, and the only one it reads.
  static final int VERSION = 1;

  /// The first line, which people and `file` can read.
  static final byte[] FIRST_LINE =
      ("craton-backup " + VERSION + "\n").getBytes(StandardCharsets.US_ASCII);

  static final int FILE = 'F';
  static final int MANIFEST = 'M';
  static final int SEAL = 'S';
  static final int END = 'E';

  /// Bytes of a SHA-256 hash.
  static final int HASH_BYTES = 32;

  /// Far more than a state of a hundred million versions has.
  static final int MAX_FILES = 100_000;

  /// Of one file, and of all: a petabyte. What is above is damage.
  static final long MAX_BYTES = 1L << 50;

  /// Some 150 bytes for each file.
  static final int MAX_MANIFEST_BYTES = 32 << 20;

  static final int MAX_SEAL_BYTES = 4 << 10;

  static final int CHUNK_BYTES = 64 << 10;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  /// Names with a meaning in the directory of a snapshot, which no content has.
  private static final Pattern RESERVED = Pattern.compile("COMPLETE|LOCK|LOG|.*\\.md5|.*\\.tmp");

  private ArchiveFormat() {}

  /// Whether a file of that name can be in an archive: names no other directory, hides from nobody.
  static boolean isFileName(String name) {
    return NAME.matcher(name).matches() && !RESERVED.matcher(name).matches();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
