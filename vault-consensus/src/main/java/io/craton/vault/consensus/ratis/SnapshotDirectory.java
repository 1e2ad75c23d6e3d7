package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.ConsensusFigures;
import io.craton.vault.consensus.rocks.Applied;
import io.craton.vault.consensus.rocks.Durable;
import io.craton.vault.consensus.rocks.RocksStore;
import io.craton.vault.consensus.rocks.StoreException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.server.storage.RaftStorageDirectory;
import org.apache.ratis.statemachine.SnapshotRetentionPolicy;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.impl.FileListSnapshotInfo;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The snapshots of this node: directories `sm/ckpt-<term>-<index>`, each a whole database.
///
/// A directory counts only with the file `COMPLETE` in it, which is written after everything else
/// has been brought to the disk, and is never sent. Ratis checks what it receives but does not
/// bring it to the disk; [#adopt()] does. Not thread-safe, except [#getLatestSnapshot()],
/// [#newest()] and [#isSending()].
///
/// Ratis compares checksums of what it sends, as it lies on the disk then. That it is what was
/// written is looked at here, before each transfer: damage of one disk must not come to others,
/// where a majority would have it and nobody the row that it hit.
final class SnapshotDirectory implements StateMachineStorage {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotDirectory.class);
  private static final Pattern NAME = Pattern.compile("ckpt-(\\d{1,19})-(\\d{1,19})");

  /// What RocksDB calls its files.
  private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  static final String COMPLETE = "COMPLETE";
  private static final String CHECKSUM_SUFFIX = ".md5";

  private final SendingWatch sending = new SendingWatch(System::nanoTime);
  private final Consumer<StoreException> onDamage;
  private @Nullable RaftStorage storage;
  private volatile @Nullable FileListSnapshotInfo latest;

  /// @param onDamage is told of a snapshot that was to be sent and is damaged; it is not sent
  SnapshotDirectory(Consumer<StoreException> onDamage) {
    this.onDamage = onDamage;
  }

  @Override
  public void init(RaftStorage raftStorage) throws IOException {
    storage = raftStorage;
    Files.createDirectories(directory());
    clearTemporary();
    adopt();
  }

  /// Finds the newest snapshot, and makes one that was received durable.
  ///
  /// @throws IOException when one was received in part only: the node cannot recover by itself,
  ///   because its log may begin after it
  void adopt() throws IOException {
    Optional<Path> newest = snapshots().stream().findFirst();
    if (newest.isPresent() && !Files.exists(newest.get().resolve(COMPLETE))) {
      verify(newest.get());
      Durable.syncTree(newest.get());
      Durable.sync(directory());
      Durable.write(newest.get().resolve(COMPLETE), new byte[0]);
    }
    latest = newest.isPresent() ? info(newest.get()) : null;
  }

  private static void verify(Path snapshot) throws IOException {
    for (Path file : Durable.list(snapshot)) {
      if (file.getFileName().toString().endsWith(CHECKSUM_SUFFIX)) {
        continue;
      }
      try {
        MD5FileUtil.verifySavedMD5(file.toFile(), MD5FileUtil.computeMd5ForFile(file.toFile()));
      } catch (IOException e) {
        throw new IOException(
            "snapshot "
                + snapshot
                + " was received in part only; empty the data directory, and the"
                + " node joins again by itself",
            e);
      }
    }
  }

  /// Where the next snapshot is written before it is published.
  Path temporary() {
    return storage().getStorageDir().getTmpDir().toPath().resolve("checkpoint");
  }

  /// Prepares [#temporary()]: it does not exist afterwards, its parent does.
  void clearTemporary() throws IOException {
    Path temporary = temporary();
    Files.createDirectories(storage().getStorageDir().getTmpDir().toPath());
    Durable.deleteTree(temporary);
  }

  /// Publishes the directory written to [#temporary()], which has been brought to the disk.
  void publish(Applied at) throws IOException {
    Path target = directory().resolve(name(at));
    Durable.write(temporary().resolve(COMPLETE), new byte[0]);
    Durable.deleteTree(target);
    Durable.move(temporary(), target);
    latest = info(target);
  }

  /// How the directory of a snapshot is called.
  static String name(Applied at) {
    return "ckpt-" + at.term() + "-" + at.index();
  }

  /// The directory of the latest snapshot.
  Optional<Path> latestPath() throws IOException {
    return snapshots().stream().findFirst();
  }

  /// Which snapshot is the latest, and when it was completed. Does not ask that for its files: who
  /// does has it read, and counts as one that it is sent to.
  Optional<ConsensusFigures.Snapshot> newest() {
    FileListSnapshotInfo newest = latest;
    if (newest == null) {
      return Optional.empty();
    }
    TermIndex at = newest.getTermIndex();
    Path snapshot = directory().resolve(name(new Applied(at.getTerm(), at.getIndex())));
    try {
      Instant completed = Files.getLastModifiedTime(snapshot).toInstant();
      return Optional.of(new ConsensusFigures.Snapshot(at.getIndex(), completed));
    } catch (IOException e) {
      // A newer one has taken its place meanwhile.
      return Optional.empty();
    }
  }

  /// Whether a peer may name a file of a snapshot like that: `sm/ckpt-<term>-<index>/<file>`, as
  /// they are sent, and nothing that is for the receiver to write.
  static boolean isSentName(String name) {
    String[] parts = name.split("/", -1);
    return parts.length == 3
        && parts[0].equals(RaftStorageDirectory.STATE_MACHINE_DIR_NAME)
        && NAME.matcher(parts[1]).matches()
        && FILE.matcher(parts[2]).matches()
        && !parts[2].equals(COMPLETE)
        && !parts[2].endsWith(CHECKSUM_SUFFIX);
  }

  /// Whether the latest snapshot is on its way to a peer; see [SendingWatch].
  boolean isSending() {
    return sending.isSending();
  }

  @Override
  public @Nullable FileListSnapshotInfo getLatestSnapshot() {
    return latest;
  }

  @Override
  public void format() {}

  @Override
  public void cleanupOldSnapshots(SnapshotRetentionPolicy policy) throws IOException {
    List<Path> all = snapshots();
    // The latest may be on its way to a peer, and is kept as long as that is so.
    for (Path old :
        all.subList(Math.min(all.size(), policy.getNumSnapshotsRetained()), all.size())) {
      Durable.deleteTree(old);
    }
  }

  private List<Path> snapshots() throws IOException {
    return snapshots(directory());
  }

  /// The directories of snapshots in one, newest first.
  static List<Path> snapshots(Path directory) throws IOException {
    return Durable.list(directory).stream()
        .filter(path -> NAME.matcher(path.getFileName().toString()).matches())
        .sorted(Comparator.comparing(SnapshotDirectory::position).reversed())
        .toList();
  }

  static TermIndex position(Path snapshot) {
    Matcher name = NAME.matcher(snapshot.getFileName().toString());
    if (!name.matches()) {
      throw new IllegalArgumentException("not a snapshot: " + snapshot);
    }
    return TermIndex.valueOf(Long.parseLong(name.group(1)), Long.parseLong(name.group(2)));
  }

  private FileListSnapshotInfo info(Path snapshot) throws IOException {
    List<FileInfo> files = new ArrayList<>();
    for (Path file : Durable.list(snapshot)) {
      String name = file.getFileName().toString();
      if (!name.equals(COMPLETE) && !name.endsWith(CHECKSUM_SUFFIX)) {
        files.add(new FileInfo(file, null));
      }
    }
    return sending.watched(files, position(snapshot), () -> inspect(snapshot));
  }

  private void inspect(Path snapshot) {
    Path scratch = storage().getStorageDir().getTmpDir().toPath().resolve("inspection");
    TermIndex position = position(snapshot);
    long start = System.nanoTime();
    try {
      RocksStore.inspect(snapshot, new Applied(position.getTerm(), position.getIndex()), scratch);
    } catch (StoreException e) {
      // One that another has replaced may be removed while it is read.
      FileListSnapshotInfo now = latest;
      if (e.isDamage() && now != null && now.getTermIndex().equals(position)) {
        onDamage.accept(e);
      }
      throw e;
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    LOG.info("snapshot {} read in {} ms before it is sent", snapshot.getFileName(), millis);
  }

  private Path directory() {
    File directory = storage().getStorageDir().getStateMachineDir();
    return directory.toPath();
  }

  private RaftStorage storage() {
    RaftStorage initialized = storage;
    if (initialized == null) {
      throw new IllegalStateException("the snapshot directory is not initialized");
    }
    return initialized;
  }
}
