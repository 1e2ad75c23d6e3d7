package io.craton.vault.consensus.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.consensus.rocks.Applied;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.item.KeyRef;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveTest {
  private static final String DIGEST = "ab".repeat(32);
  private static final byte[] SEAL = {1, 2, 3};

  private static final String GOLDEN =
      """
      {
        "format": 1,
        "cluster_id": "it",
        "node": "node1",
        "created_at": "2026-11-29T02:00:00Z",
        "product": "0.1.0-SNAPSHOT",
        "term": 3,
        "index": 42,
        "state_digest": "%s",
        "store_format": 5,
        "log_format": 7,
        "current_kek": 2,
        "keks": [
          {"version": 1, "key": "0a"},
          {"version": 2, "key": "0b"}
        ],
        "files": [
          {"name": "000007.sst", "size": 3, "sha256": "%s"},
          {"name": "CURRENT", "size": 0, "sha256": "%s"}
        ]
      }
      """
          .formatted(DIGEST, sha256("abc"), sha256(""));

  private static String sha256(String text) {
    byte[] hash = ArchiveFormat.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash);
  }

  private static Manifest manifest(List<Manifest.Entry> entries) {
    TreeMap<Integer, KeyRef> keks = new TreeMap<>();
    keks.put(1, new KeyRef(Bytes.copyOf(new byte[] {10})));
    keks.put(2, new KeyRef(Bytes.copyOf(new byte[] {11})));
    return new Manifest(
        new Manifest.Source("it", "node1", Instant.parse("2026-11-29T02:00:00Z"), "0.1.0-SNAPSHOT"),
        new Applied(3, 42),
        DIGEST,
        new Manifest.Formats(5, 7),
        new Manifest.Keks(2, keks),
        entries);
  }

  private static Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("000007.sst", "abc");
    files.put("CURRENT", "");
    return files;
  }

  /// An archive with these files; the manifest lists what `listed` says.
  private static byte[] archive(Map<String, String> files, Map<String, String> listed)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ArchiveWriter writer = new ArchiveWriter(out);
    writer.begin(files.size(), files.values().stream().mapToInt(String::length).sum());
    for (Map.Entry<String, String> file : files.entrySet()) {
      byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
      var _ = writer.file(file.getKey(), content.length, new ByteArrayInputStream(content));
    }
    List<Manifest.Entry> entries = new ArrayList<>();
    listed.forEach((name, content) ->
        entries.add(new Manifest.Entry(name, content.length(), sha256(content))));
    writer.manifest(ManifestText.write(manifest(entries)));
    writer.seal(SEAL);
    writer.end();
    return out.toByteArray();
  }

  private static Archive read(byte[] archive) throws IOException {
    return ArchiveReader.read(
        new ByteArrayInputStream(archive), ArchiveReader.Sink.NOTHING, (passed, all) -> {});
  }

  private static void assertDamaged(byte[] archive, String what) {
    assertThatExceptionOfType(DamagedArchive.class).as(what).isThrownBy(() -> read(archive));
  }

  @Test
  void whatWasWrittenIsRead() throws Exception {
    Map<String, ByteArrayOutputStream> got = new LinkedHashMap<>();
    List<Long> progress = new ArrayList<>();

    Archive archive =
        ArchiveReader.read(
            new ByteArrayInputStream(archive(files(), files())),
            name -> got.computeIfAbsent(name, each -> new ByteArrayOutputStream()),
            (passed, all) -> progress.add(passed * 10 + all));

    assertThat(got.keySet()).containsExactly("000007.sst", "CURRENT");
    assertThat(got.get("000007.sst")).hasToString("abc");
    assertThat(archive.manifest().applied()).isEqualTo(new Applied(3, 42));
    assertThat(archive.manifest().bytes()).isEqualTo(3);
    assertThat(archive.seal()).isEqualTo(Bytes.copyOf(SEAL));
    assertThat(archive.manifestHash().toHex()).isEqualTo(sha256(GOLDEN));
    assertThat(progress).containsExactly(33L);
  }

  @Test
  void theManifestIsJsonOfOneForm() throws Exception {
    Manifest manifest = read(archive(files(), files())).manifest();
    byte[] json = ManifestText.write(manifest);
    assertThat(new String(json, StandardCharsets.US_ASCII)).isEqualTo(GOLDEN);
    assertThat(ManifestText.read(json)).isEqualTo(manifest);
  }

  @Test
  void theContainerIsAsDocumented() throws Exception {
    byte[] bytes = archive(Map.of("CURRENT", "x"), Map.of("CURRENT", "x"));
    String begin =
        HexFormat.of().formatHex("craton-backup 1\n".getBytes(StandardCharsets.US_ASCII))
            + "00000001"
            + "0000000000000001"
            + "46"
            + "0007"
            + HexFormat.of().formatHex("CURRENT".getBytes(StandardCharsets.US_ASCII))
            + "0000000000000001"
            + "78"
            + "4d";
    String end = "53" + "0003" + "010203" + "45";
    String whole = HexFormat.of().formatHex(bytes);
    assertThat(whole).startsWith(begin);
    assertThat(whole.substring(0, whole.length() - 64)).endsWith(end);
    MessageDigest hash = ArchiveFormat.sha256();
    hash.update(bytes, 0, bytes.length - 32);
    assertThat(whole).endsWith(HexFormat.of().formatHex(hash.digest()));
  }

  @Test
  void everyFlippedBitIsFound() throws Exception {
    byte[] bytes = archive(files(), files());
    for (int at = 0; at < bytes.length; at++) {
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        byte[] damaged = bytes.clone();
        damaged[at] ^= (byte) (1 << bit);
        assertDamaged(damaged, "bit " + bit + " of byte " + at);
      }
    }
  }

  @Test
  void everyTruncationAndAnythingBehindTheEndIsFound() throws Exception {
    byte[] bytes = archive(files(), files());
    for (int length = 0; length < bytes.length; length++) {
      assertDamaged(Arrays.copyOf(bytes, length), "the first " + length + " bytes");
    }
    assertDamaged(Arrays.copyOf(bytes, bytes.length + 1), "a byte more");
  }

  /// Whoever changes an archive can make its last hash right again.
  @Test
  void filesThatTheManifestDoesNotListAsTheyAreAreFound() throws Exception {
    Map<String, String> more = files();
    more.put("000008.sst", "more");
    assertDamaged(archive(more, files()), "a file added");
    assertDamaged(archive(files(), more), "a file missing");
    Map<String, String> renamed = new LinkedHashMap<>();
    renamed.put("000009.sst", "abc");
    renamed.put("CURRENT", "");
    assertDamaged(archive(renamed, files()), "a file renamed");
    Map<String, String> changed = files();
    changed.put("000007.sst", "abd");
    assertDamaged(archive(changed, files()), "a file changed");
    Map<String, String> swapped = new LinkedHashMap<>();
    swapped.put("CURRENT", "");
    swapped.put("000007.sst", "abc");
    assertDamaged(archive(swapped, files()), "files in another order");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x",
        "/etc/passwd",
        ".hidden",
        "a/b",
        "",
        "COMPLETE",
        "LOCK",
        "LOG",
        "000007.sst.md5",
        "CURRENT.tmp",
        "with space",
        "nul\0"
      })
  void namesOfOtherPlacesAreNoNames(String name) {
    assertThat(ArchiveFormat.isFileName(name)).isFalse();
    assertThatThrownBy(() -> archive(Map.of(name, "x"), Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Manifest.Entry(name, 1, DIGEST))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// The writer does not write them, but somebody else may.
  @Test
  void anArchiveWithSuchANameOrTheSameNameTwiceIsRefused() throws Exception {
    byte[] bytes = archive(files(), files());
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("000007.sst");
    for (String name : List.of("../007.sst", "000007.md5", "COMPLETE\0\0")) {
      byte[] damaged = bytes.clone();
      byte[] utf8 = name.getBytes(StandardCharsets.ISO_8859_1);
      System.arraycopy(utf8, 0, damaged, at, utf8.length);
      List<String> opened = new ArrayList<>();
      assertThatExceptionOfType(DamagedArchive.class)
          .isThrownBy(() ->
              ArchiveReader.read(
                  new ByteArrayInputStream(damaged),
                  opening -> {
                    opened.add(opening);
                    return new ByteArrayOutputStream();
                  },
                  (passed, all) -> {}));
      assertThat(opened).as("files that were made").isEmpty();
    }
    Map<String, String> twins = new LinkedHashMap<>();
    twins.put("000007.sst", "a");
    twins.put("000008.sst", "a");
    byte[] twice = archive(twins, twins);
    String text = new String(twice, StandardCharsets.ISO_8859_1);
    twice[text.indexOf("000008.sst") + 5] = '7';
    assertDamaged(twice, "the same name twice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"index\": 042",
        "\"index\": -1",
        "\"index\": ",
        "\"index\": 99999999999999999999",
        "\"index\":42",
      })
  void aNumberIsWrittenInOneWay(String instead) {
    assertDamagedManifest(GOLDEN.replace("\"index\": 42", instead));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"cluster_id\": \"\"",
        "\"cluster_id\": \"a\\u0062\"",
        "\"cluster_id\": \"\u001b[31m\"",
        "\"cluster\": \"it\"",
      })
  void aTextHasNoCharactersThatMeanSomethingElse(String instead) {
    assertDamagedManifest(GOLDEN.replace("\"cluster_id\": \"it\"", instead));
  }

  @Test
  void otherManifestsThatMakeNoSenseAreRefused() {
    assertDamagedManifest("");
    assertDamagedManifest("{}");
    assertDamagedManifest(GOLDEN + " ");
    assertDamagedManifest(GOLDEN.substring(0, GOLDEN.length() - 3));
    assertDamagedManifest(GOLDEN.replace("\"format\": 1", "\"format\": 2"));
    assertDamagedManifest(GOLDEN.replace("\"current_kek\": 2", "\"current_kek\": 3"));
    assertDamagedManifest(GOLDEN.replace("\"key\": \"0a\"", "\"key\": \"0g\""));
    assertDamagedManifest(GOLDEN.replace("\"key\": \"0a\"", "\"key\": \"0A\""));
    assertDamagedManifest(GOLDEN.replace("CURRENT", "000007.sst"));
    assertDamagedManifest(GOLDEN.replace(DIGEST, DIGEST.substring(1)));
    assertDamagedManifest(GOLDEN.replace("2026-11-29T02:00:00Z", "2026-11-29T02:00:00.5Z"));
    assertDamagedManifest(GOLDEN.replace("2026-11-29T02:00:00Z", "yesterday"));
    assertDamagedManifest(GOLDEN.replace("\"version\": 2, ", "\"version\": 1, "));
  }

  private static void assertDamagedManifest(String json) {
    assertThatExceptionOfType(DamagedArchive.class)
        .as(json)
        .isThrownBy(() -> ManifestText.read(json.getBytes(StandardCharsets.ISO_8859_1)));
  }

  @Test
  void aFileThatShrinksWhileItIsReadIsAnError() {
    ArchiveWriter writer = new ArchiveWriter(new ByteArrayOutputStream());
    assertThatThrownBy(() -> writer.file("CURRENT", 2, new ByteArrayInputStream(new byte[1])))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ends 1 bytes before");
  }
}
