package io.craton.vault.consensus.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.consensus.ClusterId;
import io.craton.vault.consensus.ConsensusCallbacks;
import io.craton.vault.consensus.ConsensusConfig;
import io.craton.vault.consensus.HostPort;
import io.craton.vault.consensus.Member;
import io.craton.vault.consensus.Network;
import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.Proposals;
import io.craton.vault.consensus.TlsIdentity;
import io.craton.vault.consensus.Tuning;
import io.craton.vault.consensus.peer.TestAuthority;
import io.craton.vault.consensus.tls.PeerGuard;
import io.craton.vault.core.cluster.ClusterMember;
import io.craton.vault.core.cluster.MemberAddress;
import io.craton.vault.core.cluster.MemberName;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.testing.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.proto.RaftProtos.FileChunkProto;
import org.apache.ratis.proto.RaftProtos.GroupListRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto.SnapshotChunkProto;
import org.apache.ratis.proto.RaftProtos.RaftGroupIdProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.grpc.AdminProtocolServiceGrpc;
import org.apache.ratis.proto.grpc.RaftServerProtocolServiceGrpc;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.Channel;
import org.apache.ratis.thirdparty.io.grpc.ManagedChannel;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.StatusRuntimeException;
import org.apache.ratis.thirdparty.io.grpc.netty.GrpcSslContexts;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyChannelBuilder;
import org.apache.ratis.thirdparty.io.grpc.stub.StreamObserver;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContextBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two real nodes at two addresses of this machine, and strangers who call the port of Raft.
class RaftTlsTest {
  private static final ClusterId CLUSTER = ClusterId.ofName("test");
  private static final Map<String, String> HOSTS =
      Map.of("a", "127.0.0.1", "b", "127.0.0.2", "c", "127.0.0.3");
  private static final String ELSEWHERE = "127.0.0.9";

  @TempDir private Path directory;

  private final TestAuthority ours = new TestAuthority();
  private final TestAuthority theirs = new TestAuthority();
  private final Proposals proposals = new Proposals(1);
  private final List<Member> members = List.of(member("a"), member("b"));
  private final Map<String, AtomicReference<TlsIdentity>> identities =
      Map.of(
          "a", new AtomicReference<>(ours.identity("127.0.0.1", ours)),
          "b", new AtomicReference<>(ours.identity("127.0.0.2", ours)),
          "c", new AtomicReference<>(ours.identity("127.0.0.3", ours)));
  private final Map<String, ConsensusNode> nodes = new TreeMap<>();
  private final List<String> removed = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    nodes.values().forEach(ConsensusNode::close);
  }

  @Test
  void membersWriteAndReadThroughEachOther() throws Exception {
    startBoth();

    write();
  }

  @Test
  void strangersGetNoHandshake() throws Exception {
    startBoth();

    assertThat(vote(Optional.of(theirs.identity("127.0.0.2", ours)), "TLSv1.3", "b"))
        .isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(vote(Optional.empty(), "TLSv1.3", "b")).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(vote(Optional.of(ours.identity(ELSEWHERE, ours)), "TLSv1.3", "b"))
        .isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(vote(Optional.of(ours.identity("127.0.0.2", ours)), "TLSv1.2", "b"))
        .isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void aMemberSpeaksForItselfOnly() throws Exception {
    startBoth();
    Optional<TlsIdentity> b = Optional.of(ours.identity("127.0.0.2", ours));

    assertThat(vote(b, "TLSv1.3", "b")).isEqualTo(Status.Code.OK);
    assertThat(vote(b, "TLSv1.3", "a")).isEqualTo(Status.Code.PERMISSION_DENIED);
  }

  @Test
  void whatWasClaimedIsNotQuotedUnlessItIsAName() throws Exception {
    startBoth();
    ManagedChannel channel = channel(Optional.of(ours.identity("127.0.0.2", ours)), "TLSv1.3");
    try {
      assertThatThrownBy(() -> vote(channel, "a\nINFO all is well", CLUSTER))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> {
                assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
                assertThat(e.getStatus().getDescription())
                    .contains("does not speak for that name")
                    .doesNotContain("well");
              });
    } finally {
      channel.shutdownNow();
    }
  }

  /// Ratis writes pieces where their names say.
  @Test
  void piecesOfASnapshotComeUnderTheNamesThatNodesGiveOnly() throws Exception {
    startBoth();
    String transfer = "0a1b2c3d-0000-4000-8000-0123456789ab";
    String file = "sm/ckpt-1-2/000008.sst";

    assertThat(install(transfer, file)).isEqualTo(Status.Code.OK);
    assertThat(install(transfer, file, "sm/ckpt-1-2/MANIFEST-000005")).isEqualTo(Status.Code.OK);
    for (String id : List.of("", "x/../../../../elsewhere", transfer + "/..", "../" + transfer)) {
      assertThat(install(id, file)).as(id).isEqualTo(Status.Code.PERMISSION_DENIED);
    }
    for (String name :
        List.of(
            "",
            "sm/../raft-meta",
            "sm/ckpt-1-2/../../current/raft-meta",
            "sm/ckpt-1-2/..",
            "sm/ckpt-1-2/a/b",
            "/sm/ckpt-1-2/000008.sst",
            "current/ckpt-1-2/000008.sst",
            "sm/ckpt-1-2/COMPLETE",
            "sm/ckpt-1-2/000008.sst.md5",
            "sm/ckpt-1-2/a\0b")) {
      assertThat(install(transfer, file, name)).as(name).isEqualTo(Status.Code.PERMISSION_DENIED);
    }
  }

  @Test
  void anotherClusterIsRefused() throws Exception {
    startBoth();
    ManagedChannel channel = channel(Optional.of(ours.identity("127.0.0.2", ours)), "TLSv1.3");

    assertThat(code(channel, () -> vote(channel, "b", ClusterId.ofName("another"))))
        .isEqualTo(Status.Code.INTERNAL);
  }

  @Test
  void nobodyReachesTheServiceForAdministrators() throws Exception {
    startBoth();
    ManagedChannel channel = channel(Optional.of(ours.identity("127.0.0.2", ours)), "TLSv1.3");

    assertThat(code(channel, () -> listGroups(channel))).isEqualTo(Status.Code.PERMISSION_DENIED);
  }

  @Test
  void nobodyReachesItWithoutTlsEither() throws Exception {
    try (TestCluster cluster = new TestCluster(directory, "a")) {
      cluster.startAll().awaitHealthy();
      HostPort raft = cluster.members.getFirst().raft();
      ManagedChannel channel =
          NettyChannelBuilder.forAddress(raft.host(), raft.port()).usePlaintext().build();

      assertThat(code(channel, () -> listGroups(channel))).isEqualTo(Status.Code.PERMISSION_DENIED);
    }
  }

  @Test
  void aNodeGetsInOnceItIsAddedAndNoMoreOnceItIsRemoved() throws Exception {
    startBoth();
    TestCluster.await("the members are recorded", () -> recordedEverywhere(2));
    Member c = member("c");
    Optional<TlsIdentity> identity = Optional.of(ours.identity("127.0.0.3", ours));
    assertThat(vote(identity, "TLSv1.3", "c")).isEqualTo(Status.Code.UNAVAILABLE);

    propose(new Command.AdmitMember(recorded(c)));
    start(c, List.of(members.getFirst(), members.getLast(), c));
    awaitVoters(3);
    write();
    assertThat(vote(identity, "TLSv1.3", "c")).isEqualTo(Status.Code.OK);
    assertThat(vote(identity, "TLSv1.3", "b")).isEqualTo(Status.Code.PERMISSION_DENIED);

    // Its configuration does not list the one that came later.
    close("a");
    start(members.getFirst(), members);
    awaitVoters(3);
    write();

    propose(new Command.RemoveMember(new MemberName("c")));
    TestCluster.await("the node hears of it", () -> removed.contains("c"));
    close("c");
    awaitVoters(2);
    assertThat(vote(identity, "TLSv1.3", "c")).isEqualTo(Status.Code.UNAVAILABLE);
    write();
  }

  @Test
  void aNodeThatWasDownWhenItWasRemovedHearsOfItWhenItIsBack() throws Exception {
    startBoth();
    TestCluster.await("the members are recorded", () -> recordedEverywhere(2));
    Member c = member("c");
    propose(new Command.AdmitMember(recorded(c)));
    List<Member> all = List.of(members.getFirst(), members.getLast(), c);
    start(c, all);
    awaitVoters(3);

    close("c");
    propose(new Command.RemoveMember(new MemberName("c")));
    TestCluster.await("it is out", () -> recordedEverywhere(2));
    start(c, all);

    TestCluster.await("it hears of it", () -> removed.contains("c"));
  }

  @Test
  void anotherAuthorityTakesOverWithoutARestart() throws Exception {
    startBoth();
    Optional<TlsIdentity> old = Optional.of(ours.identity("127.0.0.2", ours, theirs));
    ManagedChannel stolen = channel(old, "TLSv1.3");
    try {
      vote(stolen, "b", CLUSTER);
      write();
      HOSTS.forEach((name, host) -> renew(name, ours.identity(host, ours, theirs)));
      write();
      HOSTS.forEach((name, host) -> renew(name, theirs.identity(host, ours, theirs)));
      write();
      HOSTS.forEach((name, host) -> renew(name, theirs.identity(host, theirs)));
      write();

      assertThat(code(stolen, () -> vote(stolen, "b", CLUSTER)))
          .isEqualTo(Status.Code.PERMISSION_DENIED);
    } finally {
      stolen.shutdownNow();
    }
    assertThat(vote(old, "TLSv1.3", "b")).isEqualTo(Status.Code.UNAVAILABLE);
    write();
  }

  private void renew(String name, TlsIdentity identity) {
    AtomicReference<TlsIdentity> reference = identities.get(name);
    if (reference == null) {
      throw new IllegalArgumentException(name);
    }
    reference.set(identity);
  }

  /// Through each node.
  private void write() throws Exception {
    for (ConsensusNode node : nodes.values()) {
      assertThatObject(
              node.ledger().propose(proposals.grant(proposals.token()), TestCluster.deadline()))
          .isEqualTo(new Outcome.Done());
      node.readBarrier().await(TestCluster.deadline());
    }
  }

  private void startBoth() throws Exception {
    for (Member member : members) {
      start(member, members);
    }
    TestCluster.await(
        "both are healthy",
        () -> nodes.values().stream().allMatch(node -> node.status().healthy()));
  }

  private void start(Member member, List<Member> configured) throws Exception {
    AtomicReference<TlsIdentity> identity = identities.get(member.name().value());
    if (identity == null) {
      throw new IllegalArgumentException(member.toString());
    }
    Network network = new Network(member.raft().host(), Optional.of(identity::get), false);
    ConsensusConfig config =
        new ConsensusConfig(
            CLUSTER,
            member.name(),
            configured,
            directory.resolve(member.name().value()),
            network,
            Tuning.DEFAULT);
    Parameters parameters = RatisSettings.parameters(PeerGuard.of(config, Duration.ZERO));
    nodes.put(
        member.name().value(),
        ConsensusNode.start(
            config, new Heard(member.name().value()), parameters, InstantSource.system()));
  }

  private void close(String name) {
    ConsensusNode node = nodes.remove(name);
    if (node != null) {
      node.close();
    }
  }

  private void propose(Command command) throws Exception {
    ConsensusNode any = nodes.values().iterator().next();
    assertThatObject(any.ledger().propose(proposals.of(command), TestCluster.deadline()))
        .isEqualTo(new Outcome.Done());
  }

  private boolean recordedEverywhere(int count) {
    return nodes.values().stream()
        .allMatch(node -> node.stateReader().read(view -> view.members()).size() == count);
  }

  private void awaitVoters(int count) {
    TestCluster.await(
        count + " nodes vote and are well",
        () ->
            recordedEverywhere(count)
                && nodes.values().stream()
                    .allMatch(
                        node -> node.status().healthy() && node.status().peers().size() == count));
  }

  private static ClusterMember recorded(Member member) {
    return new ClusterMember(
        new MemberName(member.name().value()),
        new MemberAddress(member.raft().host(), member.raft().port()),
        new MemberAddress(member.peer().host(), member.peer().port()));
  }

  /// What comes of asking node a for its vote in the name of `claimed`.
  private Status.Code vote(Optional<TlsIdentity> identity, String protocol, String claimed)
      throws Exception {
    ManagedChannel channel = channel(identity, protocol);
    return code(channel, () -> vote(channel, claimed, CLUSTER));
  }

  /// What comes of sending node a those files of a snapshot, as node b and in a term long past.
  private Status.Code install(String transfer, String... names) throws Exception {
    SnapshotChunkProto.Builder chunk = SnapshotChunkProto.newBuilder().setRequestId(transfer);
    for (String name : names) {
      chunk.addFileChunks(FileChunkProto.newBuilder().setFilename(name));
    }
    ManagedChannel channel = channel(Optional.of(ours.identity("127.0.0.2", ours)), "TLSv1.3");
    CompletableFuture<Status.Code> end = new CompletableFuture<>();
    try {
      StreamObserver<InstallSnapshotRequestProto> out =
          RaftServerProtocolServiceGrpc.newStub(channel).installSnapshot(new Ending(end));
      out.onNext(
          InstallSnapshotRequestProto.newBuilder()
              .setServerRequest(from("b", CLUSTER))
              .setSnapshotChunk(chunk)
              .build());
      return end.get(20, TimeUnit.SECONDS);
    } finally {
      channel.shutdownNow();
    }
  }

  /// Takes an answer, whatever it says, for `OK`.
  private record Ending(CompletableFuture<Status.Code> end)
      implements StreamObserver<InstallSnapshotReplyProto> {
    @Override
    public void onNext(InstallSnapshotReplyProto reply) {
      end.complete(Status.Code.OK);
    }

    @Override
    public void onError(Throwable error) {
      end.complete(Status.fromThrowable(error).getCode());
    }

    @Override
    public void onCompleted() {}
  }

  private static RaftRpcRequestProto from(String claimed, ClusterId cluster) {
    return RaftRpcRequestProto.newBuilder()
        .setRequestorId(ByteString.copyFromUtf8(claimed + "-0123456789abcdef"))
        .setReplyId(ByteString.copyFromUtf8("a-0123456789abcdef"))
        .setRaftGroupId(
            RaftGroupIdProto.newBuilder()
                .setId(RaftGroupId.valueOf(cluster.value()).toByteString()))
        .build();
  }

  private static void vote(Channel channel, String claimed, ClusterId cluster) {
    var _ =
        RaftServerProtocolServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(20, TimeUnit.SECONDS)
            .requestVote(
                RequestVoteRequestProto.newBuilder()
                    .setServerRequest(from(claimed, cluster))
                    .setCandidateTerm(0)
                    .setPreVote(true)
                    .build());
  }

  private static void listGroups(Channel channel) {
    var _ =
        AdminProtocolServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(20, TimeUnit.SECONDS)
            .groupList(GroupListRequestProto.getDefaultInstance());
  }

  private static Status.Code code(ManagedChannel channel, Runnable call) {
    try {
      call.run();
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    } finally {
      channel.shutdownNow();
    }
  }

  private ManagedChannel channel(Optional<TlsIdentity> identity, String protocol) throws Exception {
    SslContextBuilder tls =
        GrpcSslContexts.forClient()
            .trustManager(ours.identity("127.0.0.2", ours, theirs).trust())
            .protocols(protocol);
    identity.ifPresent(own -> tls.keyManager(own.key()));
    HostPort raft = members.getFirst().raft();
    return NettyChannelBuilder.forAddress(raft.host(), raft.port()).sslContext(tls.build()).build();
  }

  private static Member member(String name) {
    String host = String.valueOf(HOSTS.get(name));
    return new Member(
        new NodeName(name),
        new HostPort(host, FreePorts.next()),
        new HostPort(host, FreePorts.next()));
  }

  private final class Heard implements ConsensusCallbacks {
    private final String name;

    Heard(String name) {
      this.name = name;
    }

    @Override
    public void onRemoved(String reason) {
      removed.add(name);
    }

    @Override
    public void onLeaderReady(long term) {}

    @Override
    public void onLeaderStopped(long term) {}

    @Override
    public void onFault(String reason, Throwable cause) {
      throw new AssertionError(reason, cause);
    }
  }
}
