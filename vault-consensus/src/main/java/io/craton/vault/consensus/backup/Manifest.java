package io.craton.vault.consensus.backup;

import io.craton.vault.consensus.rocks.Applied;
import io.craton.vault.core.item.KeyRef;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What an archive says about itself. Its bytes, by [ManifestText], are what a seal vouches for.
///
/// @param source whose state it is
/// @param applied up to where of the log of that cluster the state goes
/// @param digest the state's, in lower-case hexadecimal
/// @param formats of what is in it
/// @param keks the keys of the HSM without which nothing in it can be read
/// @param entries the files, in the order in which they stand
public record Manifest(
    Source source,
    Applied applied,
    String digest,
    Formats formats,
    Keks keks,
    List<Entry> entries) {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  /// Whatever needs no escape in JSON, and is no surprise on a terminal.
  private static final Pattern TEXT = Pattern.compile("[ !#-\\[\\]-~]{1,200}");

  /// @throws IllegalArgumentException when something cannot be, such as a file that stands twice
  public Manifest {
    entries = List.copyOf(entries);
    requireHash(digest);
    require(applied.term() >= 0 && applied.index() >= 0, "position " + applied);
    require(entries.size() <= ArchiveFormat.MAX_FILES, entries.size() + " files");
    Set<String> names = new HashSet<>();
    long bytes = 0;
    for (Entry entry : entries) {
      require(names.add(entry.name()), "file " + entry.name() + " stands twice");
      bytes += entry.size();
      require(bytes <= ArchiveFormat.MAX_BYTES, "more than " + ArchiveFormat.MAX_BYTES + " bytes");
    }
  }

  /// How many bytes the files have.
  public long bytes() {
    return entries.stream().mapToLong(Entry::size).sum();
  }

  /// Whose state it is.
  ///
  /// @param cluster the `cluster.id` of the configuration
  /// @param node which made the backup
  /// @param createdAt in whole seconds, by that node's clock
  /// @param product the version of the program
  public record Source(String cluster, String node, Instant createdAt, String product) {
    /// @throws IllegalArgumentException when a text has characters that it must not have
    public Source {
      requireText(cluster);
      requireText(node);
      requireText(product);
      require(
          createdAt.equals(createdAt.truncatedTo(ChronoUnit.SECONDS)),
          "a part of a second: " + createdAt);
    }
  }

  /// Which program can read it.
  ///
  /// @param store of the database
  /// @param log the highest of the entries that made the state
  public record Formats(int store, int log) {}

  /// The generations of the key-encryption key that the state names.
  ///
  /// @param current the one that new values, and the manifest, are sealed under
  /// @param all by number; the references as they stand in the state
  public record Keks(int current, SortedMap<Integer, KeyRef> all) {
    /// @throws IllegalArgumentException when the current one is none of them
    public Keks {
      all = Collections.unmodifiableSortedMap(new TreeMap<>(all));
      require(all.containsKey(current), "key-encryption key " + current + " is not listed");
    }

    /// The reference of the current one.
    public KeyRef currentKey() {
      KeyRef key = all.get(current);
      if (key == null) {
        throw new IllegalStateException("checked when it was made");
      }
      return key;
    }
  }

  /// A file of the archive.
  ///
  /// @param sha256 in lower-case hexadecimal
  public record Entry(String name, long size, String sha256) {
    /// @throws IllegalArgumentException when the name or the size is none
    public Entry {
      require(ArchiveFormat.isFileName(name), "file name");
      require(size >= 0 && size <= ArchiveFormat.MAX_BYTES, "size " + size);
      requireHash(sha256);
    }
  }

  private static void requireHash(String hex) {
    require(HASH.matcher(hex).matches(), "no SHA-256 hash");
  }

  private static void requireText(String text) {
    require(TEXT.matcher(text).matches(), "a text has no or other characters than it may");
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalArgumentException(what);
    }
  }
}
