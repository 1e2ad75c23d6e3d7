package io.craton.vault.consensus.backup;

import io.craton.vault.consensus.codec.EntryCodec;
import io.craton.vault.consensus.rocks.RocksStore;
import io.craton.vault.consensus.rocks.StateContent;
import io.craton.vault.consensus.rocks.StateCopy;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.port.Unavailable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Puts the copy of a state into an archive.
public final class Backup {
  private Backup() {}

  /// Vouches for a manifest.
  @FunctionalInterface
  public interface Seal {
    /// Seals the hash of a manifest under a key-encryption key, bound to that purpose.
    Bytes seal(KeyRef kek, Bytes manifestHash) throws Unavailable;
  }

  /// Writes the archive as the copy is read, with a bounded amount of memory. Nothing is written
  /// for as long as it takes to read the copy a second time, for its digest.
  ///
  /// @return its manifest
  /// @throws Unavailable when the HSM does not seal the manifest, or the state has no
  ///   key-encryption key yet; what was written is no archive then
  public static Manifest write(StateCopy copy, Manifest.Source source, Seal seal, OutputStream out)
      throws IOException, Unavailable {
    ArchiveWriter writer = new ArchiveWriter(out);
    List<Path> files = copy.files();
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    writer.begin(files.size(), bytes);
    List<Manifest.Entry> entries = new ArrayList<>();
    for (Path file : files) {
      try (InputStream content = Files.newInputStream(file)) {
        entries.add(writer.file(file.getFileName().toString(), Files.size(file), content));
      }
    }
    Manifest manifest = manifest(source, copy.content(), entries);
    byte[] json = ManifestText.write(manifest);
    writer.manifest(json);
    Bytes hash = Bytes.copyOf(ArchiveFormat.sha256().digest(json));
    writer.seal(seal.seal(manifest.keks().currentKey(), hash).toArray());
    writer.end();
    return manifest;
  }

  private static Manifest manifest(
      Manifest.Source source, StateContent content, List<Manifest.Entry> entries)
      throws Unavailable {
    KekVersion current =
        content
            .currentKek()
            .orElseThrow(() ->
                new Unavailable(
                    Unavailable.Reason.NOT_READY,
                    "the state has no key-encryption key yet",
                    Duration.ofSeconds(1)));
    return new Manifest(
        source,
        content.digest().applied(),
        content.digest().sha256(),
        new Manifest.Formats(RocksStore.STORE_FORMAT, EntryCodec.FORMAT),
        new Manifest.Keks(current.value(), content.keks()),
        entries);
  }
}
