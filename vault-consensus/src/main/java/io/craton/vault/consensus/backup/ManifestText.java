package io.craton.vault.consensus.backup;

import io.craton.vault.consensus.rocks.Applied;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.item.KeyRef;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The manifest as JSON (RFC 8259) of one exact form: the same members in the same order with the
/// same white space, so that a manifest has one text and a text one meaning. Other programs can
/// read it as any JSON; this one takes nothing else.
final class ManifestText {
  private ManifestText() {}

  static byte[] write(Manifest manifest) {
    StringBuilder text = new StringBuilder();
    Manifest.Source source = manifest.source();
    text.append("{\n  \"format\": ").append(ArchiveFormat.VERSION);
    text.append(",\n  \"cluster_id\": \"").append(source.cluster());
    text.append("\",\n  \"node\": \"").append(source.node());
    text.append("\",\n  \"created_at\": \"").append(source.createdAt());
    text.append("\",\n  \"product\": \"").append(source.product());
    text.append("\",\n  \"term\": ").append(manifest.applied().term());
    text.append(",\n  \"index\": ").append(manifest.applied().index());
    text.append(",\n  \"state_digest\": \"").append(manifest.digest());
    text.append("\",\n  \"store_format\": ").append(manifest.formats().store());
    text.append(",\n  \"log_format\": ").append(manifest.formats().log());
    text.append(",\n  \"current_kek\": ").append(manifest.keks().current());
    text.append(",\n  \"keks\": [");
    String before = "";
    for (var kek : manifest.keks().all().entrySet()) {
      text.append(before).append("\n    {\"version\": ").append(kek.getKey());
      text.append(", \"key\": \"").append(kek.getValue().value().toHex()).append("\"}");
      before = ",";
    }
    text.append("\n  ],\n  \"files\": [");
    before = "";
    for (Manifest.Entry entry : manifest.entries()) {
      text.append(before).append("\n    {\"name\": \"").append(entry.name());
      text.append("\", \"size\": ").append(entry.size());
      text.append(", \"sha256\": \"").append(entry.sha256()).append("\"}");
      before = ",";
    }
    text.append("\n  ]\n}\n");
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /// The inverse of [#write].
  ///
  /// @throws DamagedArchive when `json` is not what that writes
  static Manifest read(byte[] json) throws DamagedArchive {
    Cursor at = new Cursor(new String(json, StandardCharsets.ISO_8859_1));
    try {
      return read(at);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new DamagedArchive("the manifest makes no sense: " + e.getMessage());
    }
  }

  private static Manifest read(Cursor at) throws DamagedArchive {
    at.pass("{\n  \"format\": " + ArchiveFormat.VERSION);
    String cluster = at.text(",\n  \"cluster_id\": \"");
    String node = at.text("\",\n  \"node\": \"");
    String createdAt = at.text("\",\n  \"created_at\": \"");
    String product = at.text("\",\n  \"product\": \"");
    long term = at.number("\",\n  \"term\": ");
    long index = at.number(",\n  \"index\": ");
    String digest = at.text(",\n  \"state_digest\": \"");
    int store = at.small("\",\n  \"store_format\": ");
    int log = at.small(",\n  \"log_format\": ");
    int current = at.small(",\n  \"current_kek\": ");
    at.pass(",\n  \"keks\": [");
    SortedMap<Integer, KeyRef> keks = new TreeMap<>();
    String before = "";
    while (at.isAt(before + "\n    {")) {
      int version = at.small(before + "\n    {\"version\": ");
      keks.put(version, key(at.text(", \"key\": \"")));
      at.pass("\"}");
      before = ",";
    }
    at.pass("\n  ],\n  \"files\": [");
    List<Manifest.Entry> entries = new ArrayList<>();
    before = "";
    while (at.isAt(before + "\n    {")) {
      String name = at.text(before + "\n    {\"name\": \"");
      long size = at.number("\", \"size\": ");
      entries.add(new Manifest.Entry(name, size, at.text(", \"sha256\": \"")));
      at.pass("\"}");
      before = ",";
    }
    at.pass("\n  ]\n}\n");
    at.end();
    return checked(
        at,
        new Manifest(
            new Manifest.Source(cluster, node, Instant.parse(createdAt), product),
            new Applied(term, index),
            digest,
            new Manifest.Formats(store, log),
            new Manifest.Keks(current, keks),
            entries));
  }

  private static KeyRef key(String hex) {
    return new KeyRef(Bytes.copyOf(HexFormat.of().parseHex(hex)));
  }

  /// One text for each manifest: no leading zeros, no other way to write a time.
  private static Manifest checked(Cursor at, Manifest manifest) throws DamagedArchive {
    if (!new String(write(manifest), StandardCharsets.ISO_8859_1).equals(at.text)) {
      throw new DamagedArchive("the manifest is not in the form in which it is written");
    }
    return manifest;
  }

  /// A place in a text, which only goes forward.
  private static final class Cursor {
    private final String text;
    private int at;

    Cursor(String text) {
      this.text = text;
    }

    boolean isAt(String literal) {
      return text.startsWith(literal, at);
    }

    void pass(String literal) throws DamagedArchive {
      if (!isAt(literal)) {
        throw new DamagedArchive("the manifest is not in its form at character " + at);
      }
      at += literal.length();
    }

    /// What stands between `before` and the next quotation mark.
    String text(String before) throws DamagedArchive {
      pass(before);
      int end = text.indexOf('"', at);
      if (end < 0) {
        throw new DamagedArchive("a text of the manifest does not end");
      }
      String found = text.substring(at, end);
      at = end;
      return found;
    }

    long number(String before) throws DamagedArchive {
      pass(before);
      int end = at;
      while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
        end++;
      }
      long found = Long.parseLong(text.substring(at, end));
      at = end;
      return found;
    }

    int small(String before) throws DamagedArchive {
      long found = number(before);
      if (found > Integer.MAX_VALUE) {
        throw new DamagedArchive("a number of the manifest is too large: " + found);
      }
      return (int) found;
    }

    void end() throws DamagedArchive {
      if (at != text.length()) {
        throw new DamagedArchive("something follows the manifest");
      }
    }
  }
}
