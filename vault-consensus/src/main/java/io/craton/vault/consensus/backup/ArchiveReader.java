package io.craton.vault.consensus.backup;

import io.craton.vault.core.bytes.Bytes;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/// Reads an archive from front to back, with a bounded amount of memory.
///
/// Guarantees: [#read] returns only when every byte is as it was written and nothing is missing,
/// added, renamed or follows; whatever else it meets is a [DamagedArchive]. Until it has returned,
/// nothing of what it handed out can be relied on. It does not say *who* wrote it: the seal does.
public final class ArchiveReader {
  private final MessageDigest whole = ArchiveFormat.sha256();
  private final InputStream raw;
  private final DataInputStream in;
  private final Sink sink;
  private final Progress progress;
  private final Set<String> names = new HashSet<>();

  /// One for all files: an archive announces a file with twelve bytes.
  private final byte[] chunk = new byte[ArchiveFormat.CHUNK_BYTES];

  private long passed;

  private ArchiveReader(InputStream raw, Sink sink, Progress progress) {
    this.raw = raw;
    this.in = new DataInputStream(new DigestInputStream(raw, whole));
    this.sink = sink;
    this.progress = progress;
  }

  /// Takes the files.
  @FunctionalInterface
  public interface Sink {
    /// Passes over all files.
    Sink NOTHING = name -> OutputStream.nullOutputStream();

    /// Where the file of that name goes; closed when it is there. The name is one of a plain file,
    /// and no name comes twice.
    OutputStream open(String name) throws IOException;
  }

  /// Told how far the reading is.
  @FunctionalInterface
  public interface Progress {
    /// The reading has come so far.
    ///
    /// @param passed bytes of files that were read
    /// @param all as the archive announces them
    void at(long passed, long all);
  }

  /// Reads all of it. The caller closes `raw`, which is read in small pieces too: buffer it.
  ///
  /// @throws DamagedArchive see the class
  public static Archive read(InputStream raw, Sink sink, Progress progress) throws IOException {
    try {
      return new ArchiveReader(raw, sink, progress).read();
    } catch (EOFException e) {
      throw new DamagedArchive("it ends too early");
    }
  }

  private Archive read() throws IOException {
    byte[] firstLine = new byte[ArchiveFormat.FIRST_LINE.length];
    in.readFully(firstLine);
    if (!Arrays.equals(firstLine, ArchiveFormat.FIRST_LINE)) {
      throw new DamagedArchive(
          "it does not begin as a backup of format " + ArchiveFormat.VERSION + " does");
    }
    int files = bounded(in.readInt(), 0, ArchiveFormat.MAX_FILES, "number of files");
    long bytes = in.readLong();
    if (bytes < 0 || bytes > ArchiveFormat.MAX_BYTES) {
      throw new DamagedArchive("no number of bytes: " + bytes);
    }
    List<Manifest.Entry> found = new ArrayList<>();
    for (int i = 0; i < files; i++) {
      found.add(file(bytes));
    }
    byte[] json = block(ArchiveFormat.MANIFEST, ArchiveFormat.MAX_MANIFEST_BYTES);
    byte[] seal = block(ArchiveFormat.SEAL, ArchiveFormat.MAX_SEAL_BYTES);
    end();
    Manifest manifest = ManifestText.read(json);
    if (!manifest.entries().equals(found) || passed != bytes) {
      throw new DamagedArchive("the files are not those of the manifest");
    }
    return new Archive(
        manifest, Bytes.copyOf(ArchiveFormat.sha256().digest(json)), Bytes.copyOf(seal));
  }

  private Manifest.Entry file(long all) throws IOException {
    mark(ArchiveFormat.FILE);
    byte[] utf8 = new byte[in.readUnsignedShort()];
    in.readFully(utf8);
    String name = new String(utf8, StandardCharsets.US_ASCII);
    if (!ArchiveFormat.isFileName(name) || !names.add(name)) {
      throw new DamagedArchive("no name for a file, or one that stands twice");
    }
    long size = in.readLong();
    if (size < 0 || size > all - passed) {
      throw new DamagedArchive("file " + name + " is larger than the archive: " + size);
    }
    MessageDigest hash = ArchiveFormat.sha256();
    try (OutputStream out = sink.open(name)) {
      long left = size;
      while (left > 0) {
        int count = in.read(chunk, 0, (int) Math.min(chunk.length, left));
        if (count < 0) {
          throw new EOFException(name);
        }
        hash.update(chunk, 0, count);
        out.write(chunk, 0, count);
        left -= count;
        passed += count;
        progress.at(passed, all);
      }
    }
    return new Manifest.Entry(name, size, HexFormat.of().formatHex(hash.digest()));
  }

  private byte[] block(int type, int most) throws IOException {
    mark(type);
    int size =
        type == ArchiveFormat.MANIFEST
            ? bounded(in.readInt(), 1, most, "size")
            : bounded(in.readUnsignedShort(), 1, most, "size");
    // Not allocated at once: the size is not known to be true.
    byte[] content = in.readNBytes(size);
    if (content.length < size) {
      throw new EOFException();
    }
    return content;
  }

  private void mark(int type) throws IOException {
    int found = in.readUnsignedByte();
    if (found != type) {
      throw new DamagedArchive("expected part %c, found byte %d".formatted(type, found));
    }
  }

  private void end() throws IOException {
    mark(ArchiveFormat.END);
    byte[] expected = whole.digest();
    byte[] found = raw.readNBytes(ArchiveFormat.HASH_BYTES);
    if (found.length < ArchiveFormat.HASH_BYTES) {
      throw new EOFException();
    }
    if (!MessageDigest.isEqual(expected, found)) {
      throw new DamagedArchive("its bytes do not have the hash at its end");
    }
    if (raw.read() >= 0) {
      throw new DamagedArchive("something follows its end");
    }
  }

  private static int bounded(int value, int least, int most, String what) throws DamagedArchive {
    if (value < least || value > most) {
      throw new DamagedArchive("no " + what + ": " + value);
    }
    return value;
  }
}
