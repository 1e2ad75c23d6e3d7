package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.ConsensusCallbacks;
import io.craton.vault.consensus.ConsensusConfig;
import io.craton.vault.consensus.ConsensusStatus;
import io.craton.vault.consensus.ConsensusStatus.Role;
import io.craton.vault.consensus.Member;
import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.barrier.Progress;
import io.craton.vault.consensus.barrier.QuorumRound;
import io.craton.vault.consensus.barrier.SharedRounds;
import io.craton.vault.consensus.barrier.Voters;
import io.craton.vault.consensus.clock.QuorumClock;
import io.craton.vault.consensus.membership.Fingerprint;
import io.craton.vault.consensus.membership.Formation.Step;
import io.craton.vault.consensus.membership.Identity;
import io.craton.vault.consensus.membership.IdentityFile;
import io.craton.vault.consensus.membership.JoinAnswer;
import io.craton.vault.consensus.membership.JoinRequest;
import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.membership.PeerStatus;
import io.craton.vault.consensus.membership.PeerStatus.RaftStatus;
import io.craton.vault.consensus.membership.Phase;
import io.craton.vault.consensus.peer.PeerNetwork;
import io.craton.vault.consensus.peer.PeerService;
import io.craton.vault.consensus.rocks.RocksMemory;
import io.craton.vault.consensus.rocks.RocksStore;
import io.craton.vault.consensus.rocks.StateDigest;
import io.craton.vault.consensus.rocks.StoreException;
import io.craton.vault.consensus.tls.PeerGuard;
import io.craton.vault.core.port.Ledger;
import io.craton.vault.core.port.ReadBarrier;
import io.craton.vault.core.port.StateReader;
import io.craton.vault.core.port.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.protocol.RaftPeer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This node's part in the cluster: the log, the state, and fresh reads. Thread-safe.
///
/// [#start] returns before the node takes part, because that needs its peers; until then the ports
/// answer [io.craton.vault.core.port.Unavailable], and [#status()] says `JOINING`. A node without
/// data founds a cluster with its peers when all of them are as empty, or joins the one that
/// exists.
public final class ConsensusNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConsensusNode.class);

  private static final Duration WATCH_INTERVAL = Duration.ofMillis(500);
  private static final Duration TRANSFER = Duration.ofSeconds(2);
  private static final Duration REACH = Duration.ofMillis(500);
  private static final Duration SNAPSHOT = Duration.ofMinutes(5);
  private static final Duration ENTRY_POLL = Duration.ofMillis(20);
  private static final Duration STOP = Duration.ofSeconds(10);

  private final ConsensusConfig config;
  private final IdentityFile identityFile;
  private final Parameters parameters;
  private final RocksMemory memory;
  private final RocksStore store;
  private final CleaningAhead cleaning;
  private final ScheduledExecutorService background;
  private final Watchdog watchdog;
  private final LeadershipMonitor leadership;
  private final Progress progress = new Progress();
  private final QuorumClock clock;
  private final PeerNetwork network;
  private final Admission admission;
  private final Proposer proposer;
  private final SharedRounds barrier;
  private final long members;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread entrance;
  private volatile Identity identity;
  private volatile @Nullable RaftRuntime raft;

  private ConsensusNode(Foundation foundation, ConsensusCallbacks callbacks) throws IOException {
    this.config = foundation.config;
    this.identityFile = foundation.identityFile;
    this.identity = foundation.identity;
    this.parameters = foundation.parameters;
    this.memory = foundation.memory;
    this.store = foundation.store;
    this.cleaning = new CleaningAhead(store);
    this.members =
        Fingerprint.of(
            config.members().stream().map(member -> member.name().value()).toList(), List.of());
    this.background =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("consensus-" + config.self()).factory());
    this.watchdog = new Watchdog(callbacks, background);
    this.leadership = new LeadershipMonitor(callbacks, background);
    this.proposer = new Proposer(this::runtime, progress);
    this.clock =
        new QuorumClock(
            identity.peer().toString(), foundation.ownClock, System::nanoTime, this::voters);
    try {
      this.network = new PeerNetwork(config, EagerGrpc.guard(parameters), new Answers());
    } catch (IOException e) {
      background.shutdownNow();
      throw e;
    }
    this.admission = new Admission(config, this::ask);
    this.barrier = new SharedRounds(this::askQuorum, progress, network.scheduler());
    this.entrance =
        Thread.ofPlatform().daemon().name("entrance-" + config.self()).unstarted(this::enter);
  }

  /// Starts a node.
  ///
  /// @throws IOException when the data directory is damaged, belongs to another node or cluster, or
  ///   an address cannot be bound; the message says which
  public static ConsensusNode start(ConsensusConfig config, ConsensusCallbacks callbacks)
      throws IOException {
    Parameters parameters = RatisSettings.parameters(PeerGuard.of(config));
    return start(config, callbacks, parameters, InstantSource.system());
  }

  /// As the public one; tests add faults to `parameters` and to this node's own clock.
  static ConsensusNode start(
      ConsensusConfig config,
      ConsensusCallbacks callbacks,
      Parameters parameters,
      InstantSource ownClock)
      throws IOException {
    IdentityFile file = new IdentityFile(config.dataDirectory(), config.cluster(), config.self());
    Identity identity = file.readOrCreate(new SecureRandom());
    if (identity.phase() == Phase.MEMBER && !Files.isDirectory(RaftRuntime.directory(config))) {
      throw new IOException(
          "the Raft log of peer "
              + identity.peer()
              + " is gone: empty the whole data directory "
              + config.dataDirectory()
              + ", and the node joins again as a new peer");
    }
    RocksMemory.unpackLibrary(config.dataDirectory().resolve("native"));
    RocksMemory memory = new RocksMemory();
    @Nullable RocksStore store = null;
    try {
      store = RocksStore.open(config.dataDirectory().resolve("state"), memory);
      Foundation foundation =
          new Foundation(config, file, identity, parameters, ownClock, memory, store);
      ConsensusNode node = new ConsensusNode(foundation, callbacks);
      node.run();
      return node;
    } catch (IOException | RuntimeException e) {
      if (store != null) {
        store.close();
      }
      memory.close();
      if (e instanceof StoreException) {
        throw new IOException(e.getMessage(), e);
      }
      throw e;
    }
  }

  private void run() {
    entrance.start();
    var _ =
        background.scheduleWithFixedDelay(
            this::watch,
            WATCH_INTERVAL.toMillis(),
            WATCH_INTERVAL.toMillis(),
            TimeUnit.MILLISECONDS);
    long roundMillis = QuorumClock.ROUND.toMillis();
    var _ =
        background.scheduleWithFixedDelay(
            this::readClocks, roundMillis, roundMillis, TimeUnit.MILLISECONDS);
    long snapshotMillis = config.tuning().snapshotInterval().toMillis();
    var _ =
        background.scheduleWithFixedDelay(
            this::snapshot, snapshotMillis, snapshotMillis, TimeUnit.MILLISECONDS);
  }

  private void snapshot() {
    runtime()
        .map(running -> cleaning.start().thenCompose(cleaned -> running.snapshot(SNAPSHOT)))
        .ifPresent(snapshot -> {
          var _ =
              snapshot.exceptionally(error -> {
                LOG.warn("no snapshot was taken: {}", error.toString());
                return null;
              });
        });
  }

  private void watch() {
    runtime().ifPresent(running -> watchdog.check(running::alive, "the Raft server has stopped"));
    runtime().ifPresent(RaftRuntime::renewConnections);
  }

  /// Whoever answers a question tells the time, so that a busy node asks nobody.
  private void readClocks() {
    for (String peer : voters().all()) {
      if (!clock.heardLately(peer)) {
        PeerName.parse(peer)
            .ifPresent(name -> {
              var _ = ask(name.node());
            });
      }
    }
  }

  // ---- Ports

  /// Writes.
  public Ledger ledger() {
    return proposer;
  }

  /// Fresh reads.
  public ReadBarrier readBarrier() {
    return barrier;
  }

  /// The time to put into commands and to compare with.
  public QuorumClock clock() {
    return clock;
  }

  /// This node's copy of the state.
  public StateReader stateReader() {
    return store;
  }

  /// A fingerprint of this node's copy; takes time in proportion to the state.
  public StateDigest digest() {
    return store.digest();
  }

  /// How this node sees itself now.
  public ConsensusStatus status() {
    Identity who = identity;
    Optional<RaftRuntime> running = runtime();
    if (running.isEmpty()) {
      return new ConsensusStatus(
          Role.JOINING,
          who.peer().toString(),
          0,
          Optional.empty(),
          progress.applied(),
          -1,
          List.of(),
          false);
    }
    RaftRuntime raftNow = running.get();
    Optional<String> leader = raftNow.leader().map(peer -> peer.getId().toString());
    boolean healthy =
        leader.isPresent() && who.phase() == Phase.MEMBER && raftNow.alive() && !watchdog.faulted();
    return new ConsensusStatus(
        who.phase() == Phase.JOINING ? Role.JOINING : raftNow.role(),
        who.peer().toString(),
        raftNow.term(),
        leader,
        progress.applied(),
        raftNow.commitIndex(),
        raftNow.voters().current().stream().sorted().toList(),
        healthy);
  }

  private Optional<RaftRuntime> runtime() {
    return Optional.ofNullable(raft);
  }

  private CompletableFuture<Long> askQuorum() {
    return runtime()
        .map(running -> QuorumRound.start(running::voters, this::ask).thenApply(this::timed))
        .orElseGet(() ->
            CompletableFuture.failedFuture(
                new IllegalStateException("this node has not joined its cluster")));
  }

  /// A round counts only with the time that it brought: nobody serves by a clock of his own.
  private long timed(long index) {
    if (!clock.current()) {
      throw new IllegalStateException("the clocks of a majority are not known");
    }
    return index;
  }

  private Voters voters() {
    return runtime().map(RaftRuntime::voters).orElseGet(() -> new Voters(Set.of(), Set.of()));
  }

  /// Asks a node how things are; what time it is there is noted before anybody uses the answer.
  private CompletableFuture<PeerStatus> ask(NodeName node) {
    long asked = clock.nanos();
    return network
        .status(node)
        .thenApply(status -> {
          clock.heard(status, asked);
          return status;
        });
  }

  // ---- The way in

  private void enter() {
    try {
      Entrance way = new Entrance(config, network, stop);
      if (identity.phase() == Phase.CANDIDATE && !choose(way)) {
        return;
      }
      startRaft();
      if (identity.phase() == Phase.JOINING
          && !way.joinUntil(JoinAnswer.WELCOME, identity.peer(), Phase.JOINING)) {
        return;
      }
      while (progress.applied() < 0 || !isVoter()) {
        if (stop.await(ENTRY_POLL.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      }
      remember(identity.in(Phase.MEMBER));
    } catch (IOException | RuntimeException e) {
      watchdog.fault("this node cannot take part: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Founds or joins; false when the node is stopped before.
  private boolean choose(Entrance way) throws IOException, InterruptedException {
    Optional<Step> step = way.decide();
    if (step.isEmpty()) {
      return false;
    }
    switch (step.get()) {
      case Step.Found found -> remember(identity.founding(found.founders()));
      case Step.Join _ -> {
        if (!way.joinUntil(JoinAnswer.START, identity.peer(), Phase.CANDIDATE)) {
          return false;
        }
        remember(identity.in(Phase.JOINING));
      }
      case Step.Wait _ -> throw new IllegalStateException("waiting is no decision");
    }
    return true;
  }

  private void startRaft() throws IOException {
    List<RaftPeer> peers = new ArrayList<>();
    for (PeerName founder : identity.founders()) {
      Member member =
          config.members().stream()
              .filter(known -> known.name().equals(founder.node()))
              .findFirst()
              .orElseThrow(() -> new IOException("founder " + founder + " is not configured"));
      peers.add(RaftRuntime.peer(founder, member));
    }
    VaultStateMachine stateMachine =
        new VaultStateMachine(store, cleaning, progress, watchdog, leadership);
    raft = new RaftRuntime(config, identity, peers, parameters, stateMachine);
    LOG.info("peer {} runs as {}", identity.peer(), identity.phase());
  }

  private boolean isVoter() {
    return runtime()
        .filter(running -> running.voters().current().contains(identity.peer().toString()))
        .isPresent();
  }

  private void remember(Identity next) throws IOException {
    if (next.equals(identity)) {
      return;
    }
    identityFile.write(next);
    LOG.info("peer {} from {} to {}", next.peer(), identity.phase(), next.phase());
    identity = next;
  }

  // ---- The way out

  /// Hands leadership on, cleans the state, takes a last snapshot, and stops. Blocks for seconds.
  /// Idempotent.
  @Override
  public void close() {
    if (watchdog.isStopping()) {
      return;
    }
    watchdog.stopping();
    proposer.stopping();
    stop.countDown();
    try {
      entrance.join(STOP);
      RaftRuntime running = raft;
      if (running != null) {
        handOver(running);
        cleaning.start().join();
        running.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.warn("the Raft server did not stop cleanly", e);
    }
    leadership.stopped();
    network.close();
    background.shutdown();
    store.close();
    memory.close();
  }

  /// Hands leadership to another node. Returns once this node leads no more.
  ///
  /// @throws Unavailable when this node does not lead, or no other node takes over
  public void transferLeadership() throws Unavailable {
    Optional<RaftRuntime> leading = runtime().filter(running -> running.role() == Role.LEADER);
    if (leading.isEmpty()) {
      throw new Unavailable(
          Unavailable.Reason.NOT_READY, "this node does not lead", Duration.ofSeconds(1));
    }
    try {
      handOver(leading.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (leading.get().role() == Role.LEADER) {
      throw new Unavailable(
          Unavailable.Reason.NO_QUORUM, "no other node took over", Duration.ofSeconds(1));
    }
  }

  private void handOver(RaftRuntime running) throws InterruptedException {
    for (RaftPeer peer : running.peers()) {
      if (running.role() != Role.LEADER || running.isSelf(peer)) {
        continue;
      }
      try {
        // A peer that does not answer would make the handover, and the shutdown, wait for it.
        PeerStatus _ = ask(node(peer)).get(REACH.toMillis(), TimeUnit.MILLISECONDS);
        boolean done =
            running
                .transferLeadership(peer, TRANSFER)
                .get(2 * TRANSFER.toMillis(), TimeUnit.MILLISECONDS)
                .isSuccess();
        LOG.info("leadership handed to {}: {}", peer.getId(), done);
      } catch (IOException | ExecutionException | TimeoutException e) {
        LOG.info("leadership not handed to {}: {}", peer.getId(), e.toString());
      }
    }
  }

  private static NodeName node(RaftPeer peer) {
    String id = peer.getId().toString();
    return PeerName.parse(id)
        .map(PeerName::node)
        .orElseThrow(() -> new IllegalStateException("not a peer of this system: " + id));
  }

  /// What this node says to its peers.
  private final class Answers implements PeerService {
    @Override
    public PeerStatus status() {
      Identity who = identity;
      RaftStatus status = runtime().map(RaftRuntime::status).orElse(RaftStatus.NONE);
      return new PeerStatus(
          who.peer(), members, who.phase(), who.founders(), status, clock.clocks());
    }

    @Override
    public JoinAnswer join(JoinRequest request) {
      return runtime()
          .map(running -> admission.join(request, running))
          .orElse(JoinAnswer.NOT_LEADER);
    }
  }

  /// What a node stands on.
  private record Foundation(
      ConsensusConfig config,
      IdentityFile identityFile,
      Identity identity,
      Parameters parameters,
      InstantSource ownClock,
      RocksMemory memory,
      RocksStore store) {}
}
