package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.ClusterId;
import io.craton.vault.consensus.rocks.Applied;
import io.craton.vault.consensus.rocks.Durable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.server.storage.RaftStorageMetadata;
import org.apache.ratis.util.SizeInBytes;

/// Makes the directory of a Raft server that begins with a snapshot: its log is empty, and its
/// first entry has the index after the snapshot's.
public final class FoundingSnapshot {
  /// By which the terms of a restored cluster are ahead of the snapshot's. A server of the cluster
  /// from which the backup is, and which bears the same name against all advice, cannot have come
  /// that far by elections: whatever it still sends is of an old term, and refused for that.
  static final long TERM_GAP = 1_000_000;

  private FoundingSnapshot() {}

  /// Moves `checkpoint`, which has been brought to the disk, into a new `raft` directory.
  ///
  /// @param at the position of the state in `checkpoint`
  /// @throws IOException when the disk cannot be written; what is there then is no server's
  public static void write(Path raft, ClusterId cluster, Applied at, Path checkpoint)
      throws IOException {
    Path group = raft.resolve(cluster.value().toString());
    Files.createDirectories(group);
    try (RaftStorage storage =
        RaftStorage.newBuilder()
            .setDirectory(group.toFile())
            .setOption(RaftStorage.StartupOption.FORMAT)
            .setLogCorruptionPolicy(CorruptionPolicy.EXCEPTION)
            .setStorageFreeSpaceMin(SizeInBytes.ONE_KB)
            .build()) {
      storage.initialize();
      storage
          .getMetadataFile()
          .persist(
              RaftStorageMetadata.valueOf(
                  at.term() + TERM_GAP, RaftStorageMetadata.getDefault().getVotedFor()));
      Path snapshots = storage.getStorageDir().getStateMachineDir().toPath();
      Durable.write(checkpoint.resolve(SnapshotDirectory.COMPLETE), new byte[0]);
      Durable.move(checkpoint, snapshots.resolve(SnapshotDirectory.name(at)));
      Durable.syncTree(storage.getStorageDir().getCurrentDir().toPath());
    }
    Durable.syncTree(group);
    Durable.syncTree(raft);
  }
}
