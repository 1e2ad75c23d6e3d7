package io.craton.vault.consensus.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.consensus.ConsensusConfig;
import io.craton.vault.core.testing.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftGroupIdProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.RaftException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a follower says that it has, it has on its disk. Ratis under the settings of Craton, and
/// behind [FlushedAppends], asked as a leader asks it: one that has sent entries, goes back, and
/// sends them again, with further ones, while the first are being written or after they could not
/// be.
class AppendTest {
  private static final RaftGroupId GROUP = RaftGroupId.randomId();
  private static final RaftPeerId FOLLOWER = RaftPeerId.valueOf("follower");
  private static final RaftPeerId LEADER = RaftPeerId.valueOf("leader");
  private static final ClientId CLIENT = ClientId.randomId();
  private static final long TERM = 7;
  private static final int ROUNDS = 100;

  @TempDir Path directory;

  /// How long an answer that must not come is waited for.
  private static final Duration TOO_EARLY = Duration.ofMillis(300);

  private int calls;
  private final HeldBack disk = new HeldBack();
  private final List<IOException> faults = new CopyOnWriteArrayList<>();
  private final FlushedAppends appends = new FlushedAppends(faults::add);

  @Test
  void anAcknowledgedEntryIsInTheLog() throws Exception {
    try (RaftServer server = follower()) {
      for (int round = 0; round < ROUNDS; round++) {
        long first = 2L * round;
        var one = asked(server, request(TERM, first, 1));
        var both = asked(server, request(TERM, first, 2));
        assertThat(matchIndex(one)).isEqualTo(first);
        assertThat(matchIndex(both)).isEqualTo(first + 1);
        assertThat(log(server).getLastEntryTermIndex())
            .as("the last entry in the log")
            .isEqualTo(TermIndex.valueOf(TERM, first + 1));
      }
    }
  }

  @Test
  void anEntryThatIsSentAgainWhileItIsWrittenIsAcknowledgedOnceItIsOnTheDisk() throws Exception {
    try (RaftServer server = follower()) {
      assertThat(matchIndex(asked(server, request(TERM, 0, 2)))).isEqualTo(1);
      CompletableFuture<Void> flush = disk.holdFlushes();
      var sent = asked(server, request(TERM, 2, 2));
      var again = asked(server, request(TERM, 2, 2));
      assertNotYet(again);
      assertNotYet(sent);
      flush.complete(null);
      assertThat(matchIndex(sent)).isEqualTo(3);
      assertThat(matchIndex(again)).isEqualTo(3);
    }
  }

  @Test
  void anEntryThatTheDiskRefusedIsNotAcknowledgedWhenItIsSentAgain() throws Exception {
    try (RaftServer server = follower()) {
      assertThat(matchIndex(asked(server, request(TERM, 0, 2)))).isEqualTo(1);
      disk.holdFlushes().completeExceptionally(new IOException("No space left on device"));
      assertThatThrownBy(() -> matchIndex(asked(server, request(TERM, 2, 1))))
          .hasRootCauseMessage("No space left on device");
      assertThat(faults).isNotEmpty();
      assertNotYet(asked(server, request(TERM, 2, 1)));
      assertThatThrownBy(() -> matchIndex(asked(server, request(TERM, 2, 2))))
          .hasRootCauseMessage("No space left on device");
    }
  }

  @Test
  void entriesThatTakeThePlaceOfOthersAreAcknowledgedOnceTheOthersAreGone() throws Exception {
    try (RaftServer server = follower()) {
      assertThat(matchIndex(asked(server, request(TERM, 0, 10)))).isEqualTo(9);
      CompletableFuture<Void> cut = disk.holdTruncations();
      var sent = asked(server, request(TERM + 1, 5, 2));
      var again = asked(server, request(TERM + 1, 5, 2));
      assertNotYet(again);
      assertNotYet(sent);
      cut.complete(null);
      assertThat(matchIndex(sent)).isEqualTo(6);
      assertThat(matchIndex(again)).isEqualTo(6);
      assertThat(log(server).getLastEntryTermIndex()).isEqualTo(TermIndex.valueOf(TERM + 1, 6));
    }
  }

  @Test
  void nothingIsAcknowledgedAfterOthersCouldNotBeReplaced() throws Exception {
    try (RaftServer server = follower()) {
      assertThat(matchIndex(asked(server, request(TERM, 0, 10)))).isEqualTo(9);
      disk.holdTruncations().completeExceptionally(new IOException("Input/output error"));
      assertThatThrownBy(() -> matchIndex(asked(server, request(TERM + 1, 5, 2))))
          .hasRootCauseMessage("Input/output error");
      assertThat(faults).isNotEmpty();
      assertThatThrownBy(() -> matchIndex(asked(server, request(TERM + 1, 5, 2))))
          .hasRootCauseMessage("Input/output error");
    }
  }

  @Test
  void heartbeatsAreAnsweredMeanwhile() throws Exception {
    try (RaftServer server = follower()) {
      assertThat(matchIndex(asked(server, request(TERM, 0, 2)))).isEqualTo(1);
      CompletableFuture<Void> flush = disk.holdFlushes();
      var sent = asked(server, request(TERM, 2, 2));
      var again = asked(server, request(TERM, 2, 2));
      AppendEntriesReplyProto beat = asked(server, request(TERM, 2, 0)).get(5, TimeUnit.SECONDS);
      assertThat(beat.getResult()).isEqualTo(AppendResult.SUCCESS);
      assertNotYet(again);
      flush.complete(null);
      assertThat(matchIndex(sent)).isEqualTo(3);
      assertThat(matchIndex(again)).isEqualTo(3);
    }
  }

  @Test
  void aNodeLeadsOnceNothingIsBeingReplaced() throws Exception {
    try (RaftServer server = follower()) {
      appends.settle();
      assertThat(matchIndex(asked(server, request(TERM, 0, 10)))).isEqualTo(9);
      CompletableFuture<Void> cut = disk.holdTruncations();
      var sent = asked(server, request(TERM + 1, 5, 2));
      var settled = CompletableFuture.runAsync(appends::settle);
      assertThatThrownBy(() -> settled.get(TOO_EARLY.toMillis(), TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      cut.complete(null);
      settled.get(5, TimeUnit.SECONDS);
      assertThat(log(server).getFlushIndex()).isEqualTo(6);
      assertThat(matchIndex(sent)).isEqualTo(6);
    }
  }

  @Test
  void aNodeThatCannotReplaceDoesNotLead() throws Exception {
    try (RaftServer server = follower()) {
      assertThat(matchIndex(asked(server, request(TERM, 0, 10)))).isEqualTo(9);
      disk.holdTruncations().completeExceptionally(new IOException("Input/output error"));
      assertThatThrownBy(() -> matchIndex(asked(server, request(TERM + 1, 5, 2))))
          .hasRootCauseMessage("Input/output error");
      faults.clear();
      assertThatThrownBy(appends::settle).isInstanceOf(IllegalStateException.class);
      assertThat(faults).isNotEmpty();
    }
  }

  @Test
  void whatIsClosedOrAskedWronglyIsNoFault() throws Exception {
    RaftServer server = follower();
    AppendEntriesRequestProto gap =
        request(TERM, 0, 1).toBuilder().addEntries(request(TERM, 2, 1).getEntries(0)).build();
    assertThatThrownBy(() -> matchIndex(asked(server, gap)))
        .hasRootCauseInstanceOf(IllegalStateException.class);
    assertThat(matchIndex(asked(server, request(TERM, 0, 2)))).isEqualTo(1);
    CompletableFuture<Void> flush = disk.holdFlushes();
    CompletableFuture<AppendEntriesReplyProto> _ = asked(server, request(TERM, 2, 2));
    var again = asked(server, request(TERM, 2, 2));
    assertNotYet(again);
    server.close();
    assertThatThrownBy(() -> matchIndex(again)).hasCauseInstanceOf(RaftException.class);
    flush.complete(null);
    assertThatThrownBy(() -> matchIndex(asked(server, request(TERM, 0, 1))))
        .hasCauseInstanceOf(RaftException.class);
    assertThat(faults).isEmpty();
  }

  @Test
  void noOtherWayLeadsPast() throws Exception {
    try (RaftServer server = follower()) {
      assertThatThrownBy(() -> appends.around(server).appendEntries(request(TERM, 0, 1)))
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  /// As a leader is answered.
  private CompletableFuture<AppendEntriesReplyProto> asked(
      RaftServer server, AppendEntriesRequestProto request) throws IOException {
    return appends.around(server).appendEntriesAsync(request);
  }

  private static long matchIndex(CompletableFuture<AppendEntriesReplyProto> asked)
      throws Exception {
    AppendEntriesReplyProto reply = asked.get(20, TimeUnit.SECONDS);
    assertThat(reply.getResult()).isEqualTo(AppendResult.SUCCESS);
    return reply.getMatchIndex();
  }

  private static void assertNotYet(CompletableFuture<AppendEntriesReplyProto> asked) {
    assertThatThrownBy(() -> asked.get(TOO_EARLY.toMillis(), TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
  }

  private static RaftLog log(RaftServer server) throws IOException {
    return server.getDivision(GROUP).getRaftLog();
  }

  private RaftServer follower() throws Exception {
    try (TestCluster cluster = new TestCluster(directory, "a")) {
      ConsensusConfig config = cluster.config("a");
      RaftGroup group = RaftGroup.valueOf(GROUP, peer(FOLLOWER), peer(LEADER));
      Parameters parameters = RatisSettings.parameters(Optional.empty());
      EagerGrpc.install(parameters, new CommitNews(), appends);
      RaftServer follower =
          RaftServer.newBuilder()
              .setServerId(FOLLOWER)
              .setGroup(group)
              .setStateMachine(disk)
              .setProperties(RatisSettings.properties(config, directory.resolve("raft")))
              .setParameters(parameters)
              .build();
      follower.start();
      return follower;
    }
  }

  /// The log's writer asks the state machine before it flushes, and before it cuts off: here it can
  /// be made to wait, and told that the disk failed.
  private static final class HeldBack extends BaseStateMachine {
    private volatile CompletableFuture<Void> flushes = CompletableFuture.completedFuture(null);
    private volatile CompletableFuture<Void> truncations = CompletableFuture.completedFuture(null);

    CompletableFuture<Void> holdFlushes() {
      flushes = new CompletableFuture<>();
      return flushes;
    }

    CompletableFuture<Void> holdTruncations() {
      truncations = new CompletableFuture<>();
      return truncations;
    }

    @Override
    public CompletableFuture<Void> flush(long index) {
      return flushes;
    }

    @Override
    public CompletableFuture<Void> truncate(long index) {
      return truncations;
    }
  }

  private static RaftPeer peer(RaftPeerId id) throws Exception {
    return RaftPeer.newBuilder().setId(id).setAddress("127.0.0.1:" + FreePorts.next()).build();
  }

  private AppendEntriesRequestProto request(long term, long first, int count) {
    List<LogEntryProto> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(
          LogEntryProto.newBuilder()
              .setTerm(term)
              .setIndex(first + i)
              .setStateMachineLogEntry(
                  StateMachineLogEntryProto.newBuilder()
                      .setClientId(CLIENT.toByteString())
                      .setLogData(ByteString.copyFromUtf8("x")))
              .build());
    }
    AppendEntriesRequestProto.Builder request =
        AppendEntriesRequestProto.newBuilder()
            .setServerRequest(
                RaftRpcRequestProto.newBuilder()
                    .setRequestorId(LEADER.toByteString())
                    .setReplyId(FOLLOWER.toByteString())
                    .setRaftGroupId(RaftGroupIdProto.newBuilder().setId(GROUP.toByteString()))
                    .setCallId(calls++))
            .setLeaderTerm(term)
            .setLeaderCommit(-1)
            .addAllEntries(entries);
    if (first > 0) {
      request.setPreviousLog(TermIndex.valueOf(TERM, first - 1).toProto());
    }
    return request.build();
  }
}
