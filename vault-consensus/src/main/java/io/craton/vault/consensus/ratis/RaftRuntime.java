package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.ConsensusConfig;
import io.craton.vault.consensus.ConsensusFigures;
import io.craton.vault.consensus.ConsensusStatus.Role;
import io.craton.vault.consensus.HostPort;
import io.craton.vault.consensus.Member;
import io.craton.vault.consensus.barrier.Voters;
import io.craton.vault.consensus.membership.Identity;
import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.membership.PeerStatus.RaftStatus;
import io.craton.vault.consensus.membership.Phase;
import io.craton.vault.consensus.membership.Succession;
import io.craton.vault.consensus.rocks.Durable;
import io.craton.vault.consensus.tls.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.ratis.client.RaftClientRpc;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.proto.RaftProtos.RaftGroupIdProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running Raft server with its one group, and the questions this system asks it. Thread-safe.
final class RaftRuntime implements Submission, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RaftRuntime.class);
  private final RaftPeerId self;
  private final RaftGroupId group;
  private final RaftServer server;
  private final RaftServer.Division division;
  private final VaultStateMachine stateMachine;
  private final RaftClientRpc remote;
  private final ConnectionRenewal renewal;
  private final ClientId client = ClientId.randomId();
  private final AtomicLong nextCall = new AtomicLong();

  /// How many connections for proposals each peer has had before the one of now.
  private final Map<RaftPeerId, Long> connections = new ConcurrentHashMap<>();

  private volatile @Nullable KnownVoters known;

  /// Starts the server.
  ///
  /// @throws IOException when the log or the state is damaged, or the address cannot be bound
  RaftRuntime(
      ConsensusConfig config,
      Identity identity,
      Parameters parameters,
      VaultStateMachine stateMachine)
      throws IOException {
    this.stateMachine = stateMachine;
    this.self = RaftPeerId.valueOf(identity.peer().toString());
    this.group = RaftGroupId.valueOf(config.cluster().value());
    RaftProperties properties = RatisSettings.properties(config, directory(config));
    EagerGrpc.install(parameters, stateMachine.commits(), stateMachine.appends());
    syncLog(directory(config));
    this.server =
        RaftServer.newBuilder()
            .setServerId(self)
            .setGroup(RaftGroup.valueOf(group, founders(config, identity)))
            .setProperties(properties)
            .setParameters(parameters)
            .setStateMachine(stateMachine)
            .setOption(RaftStorage.StartupOption.RECOVER)
            .build();
    server.start();
    this.division = server.getDivision(group);
    this.remote = EagerGrpc.client(parameters, client, properties);
    this.renewal =
        new ConnectionRenewal(
            EagerGrpc.guard(parameters),
            EagerGrpc.services(parameters),
            this::replaceConnection,
            this::others);
  }

  /// As [ConnectionRenewal#begin()].
  void renewConnections() {
    renewal.begin();
  }

  private List<RaftPeerId> others() {
    return peers().stream().filter(peer -> !isSelf(peer)).map(RaftPeer::getId).toList();
  }

  long leaderChanges() {
    return stateMachine.leaderChanges();
  }

  Optional<ConsensusFigures.Snapshot> newestSnapshot() {
    return stateMachine.newestSnapshot();
  }

  long actorlessChanges() {
    return stateMachine.actorlessChanges();
  }

  /// Ratis takes for flushed what it reads. What an earlier process wrote, and did not bring to the
  /// disk before it ended, may be in the machine's memory only.
  private static void syncLog(Path directory) throws IOException {
    for (Path group : Durable.list(directory)) {
      Path current = group.resolve("current");
      for (Path file : Durable.list(current)) {
        if (file.getFileName().toString().startsWith("log_inprogress_")) {
          Durable.sync(file);
        }
      }
    }
  }

  static Path directory(ConsensusConfig config) {
    return config.dataDirectory().resolve("raft");
  }

  static RaftPeer peer(PeerName name, Member member) {
    String address = member.raft().toString();
    return RaftPeer.newBuilder().setId(name.toString()).setAddress(address).build();
  }

  /// With whom the group starts; nobody when this peer is to be taken in. A member has the members
  /// in its log, and founders that are gone by now stop it no more.
  private static List<RaftPeer> founders(ConsensusConfig config, Identity identity)
      throws IOException {
    List<RaftPeer> peers = new ArrayList<>();
    for (PeerName founder : identity.founders()) {
      Optional<Member> member =
          config.members().stream()
              .filter(known -> known.name().equals(founder.node()))
              .findFirst();
      if (member.isPresent()) {
        peers.add(peer(founder, member.get()));
      } else if (identity.phase() == Phase.MEMBER) {
        return List.of();
      } else {
        throw new IOException("founder " + founder + " is not configured");
      }
    }
    return peers;
  }

  boolean alive() {
    return division.getInfo().isAlive();
  }

  /// Term, role and commit index as they were together at one moment.
  RaftStatus status() {
    DivisionInfo info = division.getInfo();
    if (!info.isAlive()) {
      return RaftStatus.NONE;
    }
    long term = info.getCurrentTerm();
    boolean readyLeader = info.isLeader() && info.isLeaderReady();
    long commitIndex = division.getRaftLog().getLastCommittedIndex();
    long voters = knownVoters().fingerprint;
    if (info.getCurrentTerm() != term) {
      return RaftStatus.NONE;
    }
    return new RaftStatus(term, readyLeader, commitIndex, voters);
  }

  /// The configuration this server uses, committed or not.
  Voters voters() {
    return knownVoters().voters;
  }

  /// The same by where they are; of their hosts only that of Raft is known.
  List<Machine> machines() {
    return knownVoters().machines;
  }

  RaftConfiguration configuration() {
    return division.getRaftConf();
  }

  /// Whether the configuration is no joint one, and committed.
  boolean settled() {
    RaftConfiguration configuration = division.getRaftConf();
    return configuration.getPreviousPeers().isEmpty()
        && commitIndex() >= configuration.getLogEntryIndex();
  }

  // Ratis makes a new object for each configuration; comparing contents on each read is what this
  // avoids.
  @SuppressWarnings("ReferenceEquality")
  private KnownVoters knownVoters() {
    RaftConfiguration configuration = division.getRaftConf();
    KnownVoters last = known;
    if (last == null || last.configuration != configuration) {
      last = new KnownVoters(configuration);
      known = last;
    }
    return last;
  }

  Role role() {
    DivisionInfo info = division.getInfo();
    if (!info.isAlive()) {
      return Role.STOPPED;
    }
    return switch (info.getCurrentRole()) {
      case LEADER -> Role.LEADER;
      case CANDIDATE -> Role.CANDIDATE;
      case FOLLOWER, LISTENER -> Role.FOLLOWER;
      default -> Role.JOINING;
    };
  }

  long term() {
    return division.getInfo().getCurrentTerm();
  }

  /// Whom this node follows, and in which term; empty when it follows nobody.
  Optional<Succession.Question> following() {
    DivisionInfo info = division.getInfo();
    long term = info.getCurrentTerm();
    RaftPeerId leader = info.getLeaderId();
    if (!info.isAlive() || !info.isFollower() || leader == null || info.getCurrentTerm() != term) {
      return Optional.empty();
    }
    return PeerName.parse(leader.toString()).map(name -> new Succession.Question(name, term));
  }

  /// Where the log ends. May wait for a write to it.
  Succession.Position last() {
    TermIndex last = division.getRaftLog().getLastEntryTermIndex();
    return last == null
        ? Succession.Position.NONE
        : new Succession.Position(last.getTerm(), last.getIndex());
  }

  /// Stands for election at once, without asking before whether the others still hear the leader;
  /// if this node follows that leader in that term, and has an entry of it. The way is that of a
  /// leader that hands on its leadership. It has nothing under way to this node, and here what is
  /// being appended is waited for: Ratis appends what it has accepted even to the log of a node
  /// that leads by then. Writes to the disk.
  ///
  /// @param still is asked after that
  /// @return whether it does
  boolean stand(Succession.Question gone, BooleanSupplier still) {
    try {
      return stateMachine.appends().between(() -> still.getAsBoolean() && standNow(gone));
    } catch (IOException e) {
      LOG.warn("no election without {}: {}", gone.leader(), e.toString());
      return false;
    }
  }

  private boolean standNow(Succession.Question gone) throws IOException {
    Succession.Position last = last();
    if (last.term() != gone.term()) {
      return false;
    }
    RaftPeerId leader = RaftPeerId.valueOf(gone.leader().toString());
    RaftRpcRequestProto.Builder from =
        RaftRpcRequestProto.newBuilder()
            .setRequestorId(leader.toByteString())
            .setReplyId(self.toByteString())
            .setRaftGroupId(RaftGroupIdProto.newBuilder().setId(group.toByteString()))
            .setCallId(newCall());
    StartLeaderElectionRequestProto request =
        StartLeaderElectionRequestProto.newBuilder()
            .setServerRequest(from)
            .setLeaderLastEntry(TermIndex.valueOf(last.term(), last.index()).toProto())
            .build();
    return server.startLeaderElection(request).getServerReply().getSuccess();
  }

  long commitIndex() {
    return division.getRaftLog().getLastCommittedIndex();
  }

  /// The last entry that is committed as far as this node knows, also from before it was started.
  long knownIndex() {
    return Math.max(commitIndex(), stateMachine.appliedIndex());
  }

  @Override
  public Optional<RaftPeer> leader() {
    RaftPeerId leader = division.getInfo().getLeaderId();
    return leader == null
        ? Optional.empty()
        : Optional.ofNullable(division.getRaftConf().getPeer(leader));
  }

  @Override
  public Collection<RaftPeer> peers() {
    return division.getRaftConf().getCurrentPeers();
  }

  boolean isSelf(RaftPeer peer) {
    return peer.getId().equals(self);
  }

  @Override
  public long newCall() {
    return nextCall.incrementAndGet();
  }

  @Override
  public CompletableFuture<RaftClientReply> submit(RaftPeer target, long call, Message entry) {
    RaftClientRequest request =
        RaftClientRequest.newBuilder()
            .setClientId(client)
            .setServerId(target.getId())
            .setGroupId(group)
            .setCallId(call)
            .setType(RaftClientRequest.writeRequestType())
            .setMessage(entry)
            .build();
    try {
      if (isSelf(target)) {
        return server.submitClientRequestAsync(request);
      }
      remote.addRaftPeers(List.of(target));
      return remote.sendRequestAsyncUnordered(request);
    } catch (IOException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public long connection(RaftPeer peer) {
    return connections.getOrDefault(peer.getId(), 0L);
  }

  @Override
  public void disconnected(RaftPeer peer, long connection, Throwable cause) {
    if (!isSelf(peer) && isNext(peer.getId(), connection)) {
      close(peer.getId(), cause);
    }
  }

  private void replaceConnection(RaftPeerId peer, IOException cause) {
    connections.merge(peer, 1L, Long::sum);
    close(peer, cause);
  }

  private void close(RaftPeerId peer, Throwable cause) {
    try {
      boolean _ = remote.handleException(peer, cause, true);
    } catch (RuntimeException e) {
      // Another one is in its place already: that the old one did not close is no fault of a write.
      LOG.warn("the connection to {} did not close", peer, e);
    }
  }

  /// Counts the connection that comes after that one; false when somebody has done so before.
  private boolean isNext(RaftPeerId peer, long connection) {
    return connection == 0
        ? connections.putIfAbsent(peer, 1L) == null
        : connections.replace(peer, connection, connection + 1);
  }

  /// Replaces the configuration `from`, if it is the current one still, by `to`.
  CompletableFuture<RaftClientReply> changeConfiguration(
      Collection<RaftPeer> from, Collection<RaftPeer> to) throws IOException {
    SetConfigurationRequest.Arguments arguments =
        SetConfigurationRequest.Arguments.newBuilder()
            .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
            .setServersInCurrentConf(List.copyOf(from))
            .setListenersInCurrentConf(List.of())
            .setServersInNewConf(List.copyOf(to))
            .setListenersInNewConf(List.of())
            .build();
    return server.setConfigurationAsync(
        new SetConfigurationRequest(client, self, group, newCall(), arguments));
  }

  /// Takes a snapshot, unless nothing was applied since the last one.
  CompletableFuture<RaftClientReply> snapshot(Duration timeout) {
    return server.snapshotManagementAsync(
        SnapshotManagementRequest.newCreate(client, self, group, newCall(), timeout.toMillis(), 1));
  }

  /// Hands leadership to another peer.
  CompletableFuture<RaftClientReply> transferLeadership(RaftPeer to, Duration timeout)
      throws IOException {
    return server.transferLeadershipAsync(
        new TransferLeadershipRequest(
            client, self, group, newCall(), to.getId(), timeout.toMillis()));
  }

  @Override
  public void close() throws IOException {
    try {
      remote.close();
    } finally {
      server.close();
    }
  }

  /// A configuration with what is computed from it, for as long as Ratis uses that very object.
  private static final class KnownVoters {
    private final RaftConfiguration configuration;
    private final Voters voters;
    private final List<Machine> machines;
    private final long fingerprint;

    KnownVoters(RaftConfiguration configuration) {
      this.configuration = configuration;
      this.voters =
          new Voters(ids(configuration.getCurrentPeers()), ids(configuration.getPreviousPeers()));
      this.machines =
          Stream.concat(
                  configuration.getCurrentPeers().stream(),
                  configuration.getPreviousPeers().stream())
              .flatMap(peer -> machine(peer).stream())
              .distinct()
              .toList();
      this.fingerprint = voters.fingerprint();
    }

    /// Empty for a peer that no node of this program has put there.
    private static Optional<Machine> machine(RaftPeer peer) {
      Optional<PeerName> name = PeerName.parse(peer.getId().toString());
      Optional<HostPort> address = HostPort.parse(peer.getAddress());
      return name.isEmpty() || address.isEmpty()
          ? Optional.empty()
          : Optional.of(new Machine(name.get().node(), Set.of(address.get().host())));
    }

    private static Set<String> ids(Collection<RaftPeer> peers) {
      return peers.stream().map(peer -> peer.getId().toString()).collect(Collectors.toSet());
    }
  }
}
