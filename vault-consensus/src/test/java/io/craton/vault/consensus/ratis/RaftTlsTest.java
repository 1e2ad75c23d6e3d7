package io.craton.vault.consensus.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;

import io.craton.vault.consensus.ClusterId;
import io.craton.vault.consensus.ConsensusCallbacks;
import io.craton.vault.consensus.ConsensusConfig;
import io.craton.vault.consensus.FreePorts;
import io.craton.vault.consensus.HostPort;
import io.craton.vault.consensus.Member;
import io.craton.vault.consensus.Network;
import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.Proposals;
import io.craton.vault.consensus.TlsIdentity;
import io.craton.vault.consensus.Tuning;
import io.craton.vault.consensus.peer.TestAuthority;
import io.craton.vault.consensus.tls.PeerGuard;
import io.craton.vault.core.decision.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.proto.RaftProtos.GroupListRequestProto;
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
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContextBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two real nodes at two addresses of this machine, and strangers who call the port of Raft.
class RaftTlsTest {
  private static final ClusterId CLUSTER = ClusterId.ofName("test");
  private static final Map<String, String> HOSTS = Map.of("a", "127.0.0.1", "b", "127.0.0.2");
  private static final String ELSEWHERE = "127.0.0.9";

  @TempDir private Path directory;

  private final TestAuthority ours = new TestAuthority();
  private final TestAuthority theirs = new TestAuthority();
  private final Proposals proposals = new Proposals(1);
  private final List<Member> members = List.of(member("a"), member("b"));
  private final Map<String, AtomicReference<TlsIdentity>> identities =
      Map.of(
          "a", new AtomicReference<>(ours.identity("127.0.0.1", ours)),
          "b", new AtomicReference<>(ours.identity("127.0.0.2", ours)));
  private final List<ConsensusNode> nodes = new ArrayList<>();

  @AfterEach
  void stop() {
    nodes.forEach(ConsensusNode::close);
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
    for (ConsensusNode node : nodes) {
      assertThatObject(
              node.ledger().propose(proposals.grant(proposals.token()), TestCluster.deadline()))
          .isEqualTo(new Outcome.Done());
      node.readBarrier().await(TestCluster.deadline());
    }
  }

  private void startBoth() throws Exception {
    for (Member member : members) {
      AtomicReference<TlsIdentity> identity = identities.get(member.name().value());
      if (identity == null) {
        throw new IllegalArgumentException(member.toString());
      }
      Network network = new Network(member.raft().host(), Optional.of(identity::get), false);
      ConsensusConfig config =
          new ConsensusConfig(
              CLUSTER,
              member.name(),
              members,
              directory.resolve(member.name().value()),
              network,
              Tuning.DEFAULT);
      Parameters parameters = RatisSettings.parameters(PeerGuard.of(config, Duration.ZERO));
      nodes.add(ConsensusNode.start(config, new Quiet(), parameters, InstantSource.system()));
    }
    TestCluster.await(
        "both are healthy", () -> nodes.stream().allMatch(node -> node.status().healthy()));
  }

  /// What comes of asking node a for its vote in the name of `claimed`.
  private Status.Code vote(Optional<TlsIdentity> identity, String protocol, String claimed)
      throws Exception {
    ManagedChannel channel = channel(identity, protocol);
    return code(channel, () -> vote(channel, claimed, CLUSTER));
  }

  private static void vote(Channel channel, String claimed, ClusterId cluster) {
    RaftRpcRequestProto from =
        RaftRpcRequestProto.newBuilder()
            .setRequestorId(ByteString.copyFromUtf8(claimed + "-0123456789abcdef"))
            .setReplyId(ByteString.copyFromUtf8("a-0123456789abcdef"))
            .setRaftGroupId(
                RaftGroupIdProto.newBuilder()
                    .setId(RaftGroupId.valueOf(cluster.value()).toByteString()))
            .build();
    var _ =
        RaftServerProtocolServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(20, TimeUnit.SECONDS)
            .requestVote(
                RequestVoteRequestProto.newBuilder()
                    .setServerRequest(from)
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

  private static final class Quiet implements ConsensusCallbacks {
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
