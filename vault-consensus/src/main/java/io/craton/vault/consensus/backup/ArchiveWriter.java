package io.craton.vault.consensus.backup;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/// Writes an archive from front to back, with a bounded amount of memory. Each method is called in
/// the order in which they stand here, [#file] for each file. Not thread-safe.
final class ArchiveWriter {
  private final MessageDigest whole = ArchiveFormat.sha256();
  private final DataOutputStream out;
  private final byte[] chunk = new byte[ArchiveFormat.CHUNK_BYTES];

  /// @param out is neither flushed nor closed, except by [#end()], which flushes it
  ArchiveWriter(OutputStream out) {
    this.out = new DataOutputStream(new DigestOutputStream(out, whole));
  }

  /// @param files how many will follow
  /// @param bytes how many they have in all; tells a reader how far it is
  void begin(int files, long bytes) throws IOException {
    out.write(ArchiveFormat.FIRST_LINE);
    out.writeInt(files);
    out.writeLong(bytes);
  }

  /// Writes the first `size` bytes of `content`.
  ///
  /// @throws IOException also when there are fewer
  Manifest.Entry file(String name, long size, InputStream content) throws IOException {
    if (!ArchiveFormat.isFileName(name)) {
      throw new IllegalArgumentException("no name for a file of an archive: " + name);
    }
    byte[] utf8 = name.getBytes(StandardCharsets.US_ASCII);
    out.writeByte(ArchiveFormat.FILE);
    out.writeShort(utf8.length);
    out.write(utf8);
    out.writeLong(size);
    MessageDigest hash = ArchiveFormat.sha256();
    long left = size;
    while (left > 0) {
      int count = content.readNBytes(chunk, 0, (int) Math.min(chunk.length, left));
      if (count == 0) {
        throw new IOException(name + " ends " + left + " bytes before its " + size);
      }
      hash.update(chunk, 0, count);
      out.write(chunk, 0, count);
      left -= count;
    }
    return new Manifest.Entry(name, size, HexFormat.of().formatHex(hash.digest()));
  }

  void manifest(byte[] json) throws IOException {
    out.writeByte(ArchiveFormat.MANIFEST);
    out.writeInt(json.length);
    out.write(json);
  }

  void seal(byte[] sealed) throws IOException {
    out.writeByte(ArchiveFormat.SEAL);
    out.writeShort(sealed.length);
    out.write(sealed);
  }

  void end() throws IOException {
    out.writeByte(ArchiveFormat.END);
    out.write(whole.digest());
    out.flush();
  }
}
