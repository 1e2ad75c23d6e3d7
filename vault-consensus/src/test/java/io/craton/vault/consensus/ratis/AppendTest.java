package io.craton.vault.consensus.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.consensus.ConsensusConfig;
import io.craton.vault.consensus.FreePorts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftGroupIdProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a follower says that it has, it has. Ratis itself under the settings of Craton, asked as a
/// leader asks it: one that has sent entries, goes back, and sends them again with further ones
/// while the first are being written.
class AppendTest {
  private static final RaftGroupId GROUP = RaftGroupId.randomId();
  private static final RaftPeerId FOLLOWER = RaftPeerId.valueOf("follower");
  private static final RaftPeerId LEADER = RaftPeerId.valueOf("leader");
  private static final long TERM = 7;
  private static final int ROUNDS = 100;

  @TempDir Path directory;

  @Test
  void anAcknowledgedEntryIsInTheLog() throws Exception {
    try (TestCluster cluster = new TestCluster(directory, "a")) {
      ConsensusConfig config = cluster.config("a");
      RaftGroup group = RaftGroup.valueOf(GROUP, peer(FOLLOWER), peer(LEADER));
      Parameters parameters = RatisSettings.parameters(Optional.empty());
      EagerGrpc.install(parameters, new CommitNews());
      RaftServer follower =
          RaftServer.newBuilder()
              .setServerId(FOLLOWER)
              .setGroup(group)
              .setStateMachine(new BaseStateMachine())
              .setProperties(RatisSettings.properties(config, directory.resolve("raft")))
              .setParameters(parameters)
              .build();
      follower.start();
      try {
        for (int round = 0; round < ROUNDS; round++) {
          long first = 2L * round;
          CompletableFuture<AppendEntriesReplyProto> one =
              follower.appendEntriesAsync(request(2 * round, first, 1));
          CompletableFuture<AppendEntriesReplyProto> both =
              follower.appendEntriesAsync(request(2 * round + 1, first, 2));
          assertThat(one.get(10, TimeUnit.SECONDS).getResult()).isEqualTo(AppendResult.SUCCESS);
          AppendEntriesReplyProto reply = both.get(10, TimeUnit.SECONDS);
          assertThat(reply.getResult()).isEqualTo(AppendResult.SUCCESS);
          assertThat(reply.getMatchIndex()).isEqualTo(first + 1);
          assertThat(follower.getDivision(GROUP).getRaftLog().getLastEntryTermIndex())
              .as("the last entry in the log, acknowledged up to %s", reply.getMatchIndex())
              .isEqualTo(TermIndex.valueOf(TERM, first + 1));
        }
      } finally {
        follower.close();
      }
    }
  }

  private static RaftPeer peer(RaftPeerId id) throws Exception {
    return RaftPeer.newBuilder().setId(id).setAddress("127.0.0.1:" + FreePorts.next()).build();
  }

  private static AppendEntriesRequestProto request(int call, long first, int count) {
    List<LogEntryProto> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(
          LogEntryProto.newBuilder()
              .setTerm(TERM)
              .setIndex(first + i)
              .setStateMachineLogEntry(
                  StateMachineLogEntryProto.newBuilder().setLogData(ByteString.copyFromUtf8("x")))
              .build());
    }
    AppendEntriesRequestProto.Builder request =
        AppendEntriesRequestProto.newBuilder()
            .setServerRequest(
                RaftRpcRequestProto.newBuilder()
                    .setRequestorId(LEADER.toByteString())
                    .setReplyId(FOLLOWER.toByteString())
                    .setRaftGroupId(RaftGroupIdProto.newBuilder().setId(GROUP.toByteString()))
                    .setCallId(call))
            .setLeaderTerm(TERM)
            .setLeaderCommit(-1)
            .addAllEntries(entries);
    if (first > 0) {
      request.setPreviousLog(TermIndex.valueOf(TERM, first - 1).toProto());
    }
    return request.build();
  }
}
