package io.craton.vault.consensus.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.consensus.rocks.Applied;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.testing.fuzz.Corpus;
import io.craton.vault.core.testing.fuzz.DecoderFuzzer;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder.Grammar;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder.Memory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Backups and their manifests, changed in every way; half of the archives with the hash at their
/// end made right again, as somebody who changes one would.
class ArchiveFuzzTest {
  private static final int SECONDS = 1;

  /// The piece in which content is read, the digest, and small change.
  private static final Memory OF_ARCHIVES = new Memory(256 << 10, 256);

  private static final Memory OF_MANIFESTS = new Memory(64 << 10, 128);

  private static List<FuzzedDecoder> decoders() {
    return List.of(
        FuzzedDecoder.of(
                "archive",
                Grammar.FLAT,
                OF_ARCHIVES,
                DamagedArchive.class,
                bytes -> {
                  Map<String, ByteArrayOutputStream> files = new LinkedHashMap<>();
                  Archive archive =
                      ArchiveReader.read(
                          new ByteArrayInputStream(bytes),
                          name -> files.computeIfAbsent(name, each -> new ByteArrayOutputStream()),
                          (passed, all) -> {});
                  return () -> written(archive, files);
                })
            .withRepair(ArchiveFuzzTest::hashed),
        FuzzedDecoder.of(
            "manifest",
            Grammar.FLAT,
            OF_MANIFESTS,
            DamagedArchive.class,
            bytes -> {
              Manifest manifest = ManifestText.read(bytes);
              return () -> ManifestText.write(manifest);
            }));
  }

  private static byte[] hashed(byte[] bytes) {
    int end = bytes.length - ArchiveFormat.HASH_BYTES;
    if (end < 0) {
      return bytes;
    }
    MessageDigest hash = ArchiveFormat.sha256();
    hash.update(bytes, 0, end);
    byte[] repaired = Arrays.copyOf(bytes, bytes.length);
    System.arraycopy(hash.digest(), 0, repaired, end, ArchiveFormat.HASH_BYTES);
    return repaired;
  }

  private static byte[] written(Archive archive, Map<String, ByteArrayOutputStream> files) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ArchiveWriter writer = new ArchiveWriter(out);
      writer.begin(files.size(), archive.manifest().bytes());
      for (Map.Entry<String, ByteArrayOutputStream> file : files.entrySet()) {
        byte[] content = file.getValue().toByteArray();
        var _ = writer.file(file.getKey(), content.length, new ByteArrayInputStream(content));
      }
      writer.manifest(ManifestText.write(archive.manifest()));
      writer.seal(archive.seal().toArray());
      writer.end();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  @Test
  void everyChangeIsRefusedOrReadAsWhatItIs() throws Exception {
    new DecoderFuzzer("ArchiveFuzzTest", decoders()).run(SECONDS);
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void whatWasWrittenOnceIsRead(FuzzedDecoder decoder) throws Exception {
    decoder.requireReadable();
  }

  /// A file is announced with twelve bytes: each must cost no more than these.
  @Test
  void manyEmptyFilesTakeLittleMemory() throws Exception {
    Map<String, ByteArrayOutputStream> files = new LinkedHashMap<>();
    for (int i = 0; i < 2_000; i++) {
      files.put("f" + i, new ByteArrayOutputStream());
    }
    byte[] archive = written(archive(files), files);
    FuzzedDecoder decoder = decoders().getFirst();
    assertThat(decoder.turn().decode(archive).encode()).isEqualTo(archive);
    var threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    var _ = decoder.turn().decode(archive);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).isLessThan(OF_ARCHIVES.fixed() + OF_ARCHIVES.each() * archive.length);
  }

  private static Archive archive(Map<String, ByteArrayOutputStream> files) {
    List<Manifest.Entry> entries = new ArrayList<>();
    files.forEach((name, content) ->
        entries.add(
            new Manifest.Entry(
                name,
                content.size(),
                Bytes.copyOf(ArchiveFormat.sha256().digest(content.toByteArray())).toHex())));
    TreeMap<Integer, KeyRef> keks = new TreeMap<>();
    keks.put(1, new KeyRef(Bytes.copyOf(new byte[] {10})));
    keks.put(2, new KeyRef(Bytes.copyOf(new byte[] {11})));
    Manifest manifest =
        new Manifest(
            new Manifest.Source("it", "node1", Instant.parse("2026-11-29T02:00:00Z"), "0.1.0"),
            new Applied(3, 42),
            "ab".repeat(32),
            new Manifest.Formats(5, 7),
            new Manifest.Keks(2, keks),
            entries);
    return new Archive(manifest, Bytes.empty(), Bytes.copyOf(new byte[] {1, 2, 3}));
  }

  @Test
  void theCorpusHasAnArchive() {
    Map<String, ByteArrayOutputStream> files = new LinkedHashMap<>();
    for (String name : List.of("000007.sst", "CURRENT", "MANIFEST-000005")) {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      content.writeBytes(name.repeat(name.length() - 7).getBytes(StandardCharsets.US_ASCII));
      files.put(name, content);
    }
    Archive full = archive(files);
    Archive empty = archive(Map.of());
    Map<String, byte[]> archives = new LinkedHashMap<>();
    archives.put("three", written(full, files));
    archives.put("none", written(empty, Map.of()));
    assertThat(Corpus.of("archive").missing(archives)).isEmpty();
    Map<String, byte[]> manifests = new LinkedHashMap<>();
    manifests.put("three", ManifestText.write(full.manifest()));
    manifests.put("none", ManifestText.write(empty.manifest()));
    assertThat(Corpus.of("manifest").missing(manifests)).isEmpty();
  }
}
