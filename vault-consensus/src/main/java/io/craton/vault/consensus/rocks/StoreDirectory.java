package io.craton.vault.consensus.rocks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;

/// The directory of the live database, and how another one takes its place without a moment at
/// which a crash leaves neither:
///
/// 1. `incoming/` is filled and brought to the disk, then gets the file `COMPLETE`;
/// 2. `db/` becomes `retired/`, `incoming/` becomes `db/`;
/// 3. `retired/` is removed.
///
/// [#recover()] finishes step 2 or undoes step 1. A database that is to be made there begins with
/// the file of [Remains]. Not thread-safe.
final class StoreDirectory {
  /// Marks a directory of database files that were brought to the disk in full. Never part of a
  /// snapshot that is sent to a peer.
  static final String COMPLETE = "COMPLETE";

  private static final String CHECKSUM_SUFFIX = ".md5";
  private static final String TABLE_SUFFIX = ".sst";
  private static final Set<String> NOT_COPIED = Set.of(COMPLETE, "LOCK", "LOG");

  private final Path root;
  private final Path live;
  private final Path incoming;
  private final Path retired;
  private final Path clean;

  StoreDirectory(Path root) {
    this.root = root;
    this.live = root.resolve("db");
    this.incoming = root.resolve("incoming");
    this.retired = root.resolve("retired");
    this.clean = root.resolve("CLEAN");
  }

  /// For what is in the way of nothing; does not exist, or may be removed.
  Path scratch() {
    return root.resolve("scratch");
  }

  /// The file of [Remains].
  Path clean() {
    return clean;
  }

  Path live() {
    return live;
  }

  /// Leaves `db/` as the database to open, whatever a crash interrupted; creates `root` if need be.
  void recover() throws IOException {
    Files.createDirectories(root);
    if (!Files.exists(live) && Files.exists(incoming.resolve(COMPLETE))) {
      Durable.move(incoming, live);
    }
    if (!Files.exists(live) && Files.exists(retired)) {
      Durable.move(retired, live);
    }
    Durable.deleteTree(incoming);
    Durable.deleteTree(retired);
    Durable.deleteTree(scratch());
    if (!Files.exists(live)) {
      Durable.write(clean, new byte[0]);
    }
  }

  /// The database that [#recover()] would leave to be opened; changes nothing.
  Path atRest() {
    if (!Files.exists(live) && Files.exists(incoming.resolve(COMPLETE))) {
      return incoming;
    }
    return Files.exists(live) || !Files.exists(retired) ? live : retired;
  }

  /// Step 1: links the immutable tables of `checkpoint`, copies the rest.
  void receive(Path checkpoint) throws IOException {
    Durable.deleteTree(incoming);
    Files.createDirectories(incoming);
    for (Path file : Durable.list(checkpoint)) {
      String name = file.getFileName().toString();
      if (NOT_COPIED.contains(name) || name.endsWith(CHECKSUM_SUFFIX)) {
        continue;
      }
      Path target = incoming.resolve(name);
      if (name.endsWith(TABLE_SUFFIX)) {
        Files.createLink(target, file);
      } else {
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Durable.syncTree(incoming);
    Durable.write(incoming.resolve(COMPLETE), new byte[0]);
  }

  /// Steps 2 and 3. The live database must be closed.
  void swap() throws IOException {
    if (Files.exists(live)) {
      Durable.move(live, retired);
    }
    Durable.move(incoming, live);
    Durable.deleteTree(retired);
  }
}
