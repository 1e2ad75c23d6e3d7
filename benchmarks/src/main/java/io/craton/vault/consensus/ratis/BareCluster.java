package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.ClusterId;
import io.craton.vault.consensus.ConsensusConfig;
import io.craton.vault.consensus.Member;
import io.craton.vault.consensus.Network;
import io.craton.vault.consensus.Tuning;
import io.craton.vault.consensus.rocks.BareRows;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.SupportedRpcType;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/// Ratis servers of this process with a database each, where a command is one row: what replicating
/// and storing cost without a vault. Thread-safe.
///
/// The settings are a node's, but for three: the transport is Ratis' own, without what a node puts
/// around it ([EagerGrpc]), and without TLS; and no snapshots are taken.
public final class BareCluster implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(10);

  /// As long as the key of a version.
  private static final int KEY_BYTES = 24;

  private final RaftGroupId group;
  private final ClientId client = ClientId.randomId();
  private final AtomicLong nextCall = new AtomicLong();
  private final List<RaftServer> servers = new ArrayList<>();
  private final List<BareRows> databases = new ArrayList<>();
  private volatile @Nullable RaftServer leader;

  private BareCluster(ClusterId cluster) {
    this.group = RaftGroupId.valueOf(cluster.value());
  }

  /// Starts servers without data.
  public static BareCluster start(Path directory, List<Member> members) throws IOException {
    ClusterId id = ClusterId.ofName("bare");
    BareCluster cluster = new BareCluster(id);
    try {
      for (Member member : members) {
        Path own = directory.resolve(member.name().value());
        cluster.start(
            own,
            new ConsensusConfig(
                id, member.name(), members, own, Network.loopback(), Tuning.DEFAULT));
      }
    } catch (IOException | RuntimeException e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  private void start(Path directory, ConsensusConfig config) throws IOException {
    RaftProperties properties = RatisSettings.properties(config, RaftRuntime.directory(config));
    RaftConfigKeys.Rpc.setType(properties, SupportedRpcType.GRPC);
    RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, false);
    RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(properties, false);
    List<RaftPeer> peers = config.members().stream().map(BareCluster::peer).toList();
    BareRows rows = BareRows.create(directory.resolve("state"));
    databases.add(rows);
    RaftServer server =
        RaftServer.newBuilder()
            .setServerId(RaftPeerId.valueOf(config.self().value()))
            .setGroup(RaftGroup.valueOf(group, peers))
            .setProperties(properties)
            .setParameters(new Parameters())
            .setStateMachine(new Rows(rows))
            .setOption(RaftStorage.StartupOption.RECOVER)
            .build();
    servers.add(server);
    server.start();
  }

  private static RaftPeer peer(Member member) {
    return RaftPeer.newBuilder()
        .setId(member.name().value())
        .setAddress(member.raft().toString())
        .build();
  }

  /// Waits until there is a leader, which gets the writes from then on.
  public void awaitLeader(Duration patience) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Optional<RaftServer> found = findLeader();
    while (found.isEmpty()) {
      if (System.nanoTime() - start > patience.toNanos()) {
        throw new IOException("no leader within " + patience);
      }
      Thread.sleep(POLL);
      found = findLeader();
    }
    leader = found.get();
  }

  private Optional<RaftServer> findLeader() throws IOException {
    for (RaftServer server : servers) {
      DivisionInfo info = server.getDivision(group).getInfo();
      if (info.isLeader() && info.isLeaderReady()) {
        return Optional.of(server);
      }
    }
    return Optional.empty();
  }

  /// Brings a command into the log of a majority and has the leader write its row.
  ///
  /// @return fails when the server that led does not lead any more
  public CompletableFuture<Void> write(byte[] command) throws IOException {
    RaftServer to = leader;
    if (to == null) {
      throw new IllegalStateException("nobody has waited for a leader");
    }
    RaftClientRequest request =
        RaftClientRequest.newBuilder()
            .setClientId(client)
            .setServerId(to.getId())
            .setGroupId(group)
            .setCallId(nextCall.incrementAndGet())
            .setType(RaftClientRequest.writeRequestType())
            .setMessage(Message.valueOf(ByteString.copyFrom(command)))
            .build();
    return to.submitClientRequestAsync(request).thenAccept(BareCluster::requireDone);
  }

  private static void requireDone(RaftClientReply reply) {
    if (!reply.isSuccess()) {
      throw new IllegalStateException("not written: " + reply.getException());
    }
  }

  @Override
  public void close() throws IOException {
    for (RaftServer server : servers) {
      server.close();
    }
    databases.forEach(BareRows::close);
  }

  /// One row for each command, under the command's index.
  private static final class Rows extends BaseStateMachine {
    private final BareRows rows;

    Rows(BareRows rows) {
      this.rows = rows;
    }

    @Override
    public TransactionContext startTransaction(RaftClientRequest request) {
      return TransactionContext.newBuilder()
          .setStateMachine(this)
          .setClientRequest(request)
          .setLogData(request.getMessage().getContent())
          .build();
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext context) {
      LogEntryProto entry = context.getLogEntry();
      if (entry == null) {
        throw new IllegalStateException("committed without an entry");
      }
      byte[] key = ByteBuffer.allocate(KEY_BYTES).putLong(entry.getIndex()).array();
      rows.put(key, entry.getStateMachineLogEntry().getLogData().toByteArray());
      setLastAppliedTermIndex(TermIndex.valueOf(entry));
      return CompletableFuture.completedFuture(Message.EMPTY);
    }
  }
}
