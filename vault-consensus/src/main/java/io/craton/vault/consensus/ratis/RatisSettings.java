package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.ConsensusConfig;
import io.craton.vault.consensus.Tuning;
import io.craton.vault.consensus.tls.PeerGuard;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/// The settings of Ratis, each with its reason where it is not the default.
final class RatisSettings {
  /// Bytes of one log entry. Keeps an entry well below a message, and a batch of them below the
  /// limit of the write queue. A command with all of an item's labels and a secret has a third of
  /// it.
  static final int MAX_ENTRY_BYTES = 512 * 1024;

  /// Proposals that wait in the leader; the bytes are bounded too.
  private static final int QUEUE_ELEMENTS = 4_096;

  private static final Duration STEP_DOWN_WAIT = Duration.ofSeconds(1);
  private static final Duration RETRY_CACHE = Duration.ofMinutes(2);
  private static final int PURGE_GAP = 1_024;
  private static final int SNAPSHOTS_KEPT = 2;

  private RatisSettings() {}

  static RaftProperties properties(ConsensusConfig config, Path raftDirectory) {
    RaftProperties properties = new RaftProperties();
    RaftServerConfigKeys.setStorageDir(properties, List.of(raftDirectory.toFile()));
    // Ratis asks once, at the start, and fails; the process asks all the time, and waits.
    RaftServerConfigKeys.setStorageFreeSpaceMin(properties, SizeInBytes.valueOf("0"));
    network(properties, config);
    elections(properties, config.tuning());
    log(properties);
    snapshots(properties, config.tuning());
    RaftServerConfigKeys.Write.setElementLimit(properties, QUEUE_ELEMENTS);
    RaftServerConfigKeys.Write.setByteLimit(properties, SizeInBytes.valueOf("16MB"));
    RaftServerConfigKeys.RetryCache.setExpiryTime(properties, time(RETRY_CACHE));
    return properties;
  }

  private static void network(RaftProperties properties, ConsensusConfig config) {
    RaftConfigKeys.Rpc.setType(properties, new EagerGrpc());
    GrpcConfigKeys.Server.setHost(properties, config.network().bindHost());
    GrpcConfigKeys.Server.setPort(properties, config.me().raft().port());
    // Ratis serves administrators on the same port, whatever is set here: a port of 0 does not take
    // the service away. PeerCalls refuses it.
    GrpcConfigKeys.setMessageSizeMax(properties, SizeInBytes.valueOf("8MB"));
    // Entries batch up while two appends are out: 2.3 times the throughput on a disk with 2 ms
    // fsync.
    GrpcConfigKeys.Server.setLeaderOutstandingAppendsMax(properties, 2);
  }

  private static void elections(RaftProperties properties, Tuning tuning) {
    TimeDuration min = time(tuning.electionMin());
    TimeDuration max = time(tuning.electionMax());
    RaftServerConfigKeys.Rpc.setTimeoutMin(properties, min);
    RaftServerConfigKeys.Rpc.setTimeoutMax(properties, max);
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(properties, min);
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(properties, max);
    RaftServerConfigKeys.LeaderElection.setPreVote(properties, true);
    // The default of 10 s once made an outage of 10.5 s.
    RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(properties, time(STEP_DOWN_WAIT));
    // A second node is to join a single one, a third one two.
    RaftServerConfigKeys.LeaderElection.setMemberMajorityAdd(properties, true);
  }

  private static void log(RaftProperties properties) {
    RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SizeInBytes.valueOf("8MB"));
    RaftServerConfigKeys.Log.setPreallocatedSize(properties, SizeInBytes.valueOf("4MB"));
    RaftServerConfigKeys.Log.setWriteBufferSize(properties, SizeInBytes.valueOf("2MB"));
    RaftServerConfigKeys.Log.setQueueByteLimit(properties, SizeInBytes.valueOf("16MB"));
    RaftServerConfigKeys.Log.setUnsafeFlushEnabled(properties, false);
    // Ratis 3.3.0 loses entries otherwise: ADR 013.
    RaftServerConfigKeys.Log.setAppendEntriesComposeEnabled(properties, false);
    RaftServerConfigKeys.Log.setCorruptionPolicy(
        properties, RaftServerConfigKeys.Log.CorruptionPolicy.EXCEPTION);
    RaftServerConfigKeys.Log.setPurgeGap(properties, PURGE_GAP);
    // Otherwise one dead peer means a log without bound.
    RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
    RaftServerConfigKeys.Log.Appender.setBufferByteLimit(properties, SizeInBytes.valueOf("1MB"));
    // The default retries only every 5 s after thirty errors: a peer that comes back waits that
    // long.
    RaftServerConfigKeys.Log.Appender.setRetryPolicy(properties, "1ms,10, 1s,100000");
  }

  private static void snapshots(RaftProperties properties, Tuning tuning) {
    RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, true);
    RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(properties, tuning.snapshotEntries());
    RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(properties, true);
    RaftServerConfigKeys.Snapshot.setRetentionFileNum(properties, SNAPSHOTS_KEPT);
    // The default of 16 MB is over the message limit above: a larger table would never arrive.
    RaftServerConfigKeys.Log.Appender.setSnapshotChunkSizeMax(
        properties, SizeInBytes.valueOf("4MB"));
    RaftServerConfigKeys.Log.setPurgePreservationLogNum(properties, tuning.keptEntries());
  }

  /// @param guard the connections have no TLS when empty
  static Parameters parameters(Optional<PeerGuard> guard) {
    Parameters parameters = new Parameters();
    guard.ifPresent(present -> EagerGrpc.install(parameters, present));
    return parameters;
  }

  static TimeDuration time(Duration duration) {
    return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
  }
}
