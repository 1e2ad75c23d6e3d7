package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.codec.CorruptBytesException;
import io.craton.vault.consensus.codec.NewerFormatException;
import io.craton.vault.consensus.rocks.Applied;
import io.craton.vault.consensus.rocks.Durable;
import io.craton.vault.consensus.rocks.RocksMemory;
import io.craton.vault.consensus.rocks.RocksStore;
import io.craton.vault.consensus.rocks.StateCopy;
import io.craton.vault.consensus.rocks.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.raftlog.segmented.LogSegment;
import org.apache.ratis.server.raftlog.segmented.LogSegmentPath;
import org.apache.ratis.server.storage.RaftStorageDirectory;
import org.apache.ratis.util.SizeInBytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a node that does not run has on its disk: the state, and the entries of its log that the
/// state lacks. Leaves all of it as it is.
///
/// All entries of the log count, also those of which this node did not know that they are
/// committed: as if it had been elected leader, which is what becomes of the most advanced survivor
/// of a cluster. Nobody may run the node meanwhile; the caller sees to that.
public final class StoppedNode {
  private static final Logger LOG = LoggerFactory.getLogger(StoppedNode.class);

  private static final SizeInBytes MAX_ENTRY = SizeInBytes.valueOf("8MB");

  /// Nobody reads the copy.
  private static final int ATTEMPTS = 3;

  private final Path home;
  private final Path group;

  private StoppedNode(Path home, Path group) {
    this.home = home;
    this.group = group;
  }

  /// The node with that directory, which holds `raft/` and `state/`.
  ///
  /// @throws IOException when it holds no node that has taken part in a cluster
  public static StoppedNode in(Path home) throws IOException {
    List<Path> groups = new ArrayList<>();
    for (Path entry : Durable.list(home.resolve("raft"))) {
      if (Files.isDirectory(entry.resolve(RaftStorageDirectory.CURRENT_DIR_NAME))) {
        groups.add(entry);
      }
    }
    if (groups.size() != 1) {
      throw new IOException(
          "expected the log of one cluster in " + home + ", found " + groups.size());
    }
    return new StoppedNode(home, groups.getFirst());
  }

  /// The last entry of its log, by which survivors of a cluster compare: first by the term, then by
  /// the index. Takes as long as reading the end of the log.
  public Applied last() throws IOException {
    List<LogSegmentPath> segments = segments();
    for (LogSegmentPath segment : segments.reversed()) {
      List<Applied> last = new ArrayList<>();
      read(
          segment,
          entry -> {
            last.clear();
            last.add(new Applied(entry.getTerm(), entry.getIndex()));
          });
      if (!last.isEmpty()) {
        return last.getFirst();
      }
    }
    return newestSnapshot()
        .map(SnapshotDirectory::position)
        .map(position -> new Applied(position.getTerm(), position.getIndex()))
        .orElse(Applied.NOTHING);
  }

  /// The state with all entries of the log, as files. The caller closes it.
  ///
  /// @throws IOException when state or log are damaged, or entries between them are missing
  public StateCopy copy() throws IOException {
    StateCopy.clear(home);
    Path replay = StateCopy.replay(home);
    RocksMemory.unpackLibrary(home.resolve("native"));
    try (RocksMemory memory = new RocksMemory();
        RocksStore store = RocksStore.openCopy(home.resolve("state"), replay, memory)) {
      Optional<Path> snapshot = newestSnapshot();
      if (snapshot.isPresent()
          && SnapshotDirectory.position(snapshot.get()).getIndex() > store.applied().index()) {
        store.replaceWith(snapshot.get());
      }
      Applied before = store.applied();
      for (LogSegmentPath segment : segments()) {
        read(segment, entry -> apply(store, entry));
      }
      LOG.info("state of {} from {} to {} by its log", home, before, store.applied());
      if (store.applied().index() < 0) {
        throw new IOException("there is nothing in the state and the log of " + home);
      }
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        Optional<StateCopy> copy = StateCopy.of(store, home);
        if (copy.isPresent()) {
          return copy.get();
        }
      }
      throw new IOException("destroyed material could not be removed from the copy");
    } catch (StoreException
        | CorruptBytesException
        | NewerFormatException
        | IllegalStateException e) {
      throw new IOException("the state in " + home + " cannot be copied: " + e.getMessage(), e);
    } finally {
      Durable.deleteTree(replay);
    }
  }

  private static void apply(RocksStore store, LogEntryProto entry) {
    long before = store.applied().index();
    if (entry.getIndex() <= before) {
      return;
    }
    if (entry.getIndex() != before + 1) {
      throw new IllegalStateException(
          "the state ends at " + before + ", the log goes on at " + entry.getIndex());
    }
    Applied at = new Applied(entry.getTerm(), entry.getIndex());
    if (entry.hasStateMachineLogEntry()) {
      var _ =
          VaultStateMachine.apply(
              store,
              at,
              entry.getStateMachineLogEntry().getLogData().toByteArray(),
              (_, _, _) -> {});
    } else {
      store.skip(at);
    }
  }

  /// The newest snapshot that is whole.
  private Optional<Path> newestSnapshot() throws IOException {
    return SnapshotDirectory.snapshots(group.resolve(RaftStorageDirectory.STATE_MACHINE_DIR_NAME))
        .stream()
        .filter(path -> Files.exists(path.resolve(SnapshotDirectory.COMPLETE)))
        .findFirst();
  }

  private List<LogSegmentPath> segments() throws IOException {
    return Durable.list(group.resolve(RaftStorageDirectory.CURRENT_DIR_NAME)).stream()
        .map(LogSegmentPath::matchLogSegment)
        .filter(Objects::nonNull)
        .sorted(Comparator.comparing(LogSegmentPath::getStartEnd))
        .toList();
  }

  private static void read(LogSegmentPath segment, Consumer<LogEntryProto> use) throws IOException {
    int _ =
        LogSegment.readSegmentFile(
            segment.getPath().toFile(),
            segment.getStartEnd(),
            MAX_ENTRY,
            CorruptionPolicy.EXCEPTION,
            null,
            use);
  }
}
