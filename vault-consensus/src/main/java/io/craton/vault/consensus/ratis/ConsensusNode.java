package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.ConsensusCallbacks;
import io.craton.vault.consensus.ConsensusConfig;
import io.craton.vault.consensus.ConsensusStatus;
import io.craton.vault.consensus.Member;
import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.barrier.Progress;
import io.craton.vault.consensus.barrier.QuorumRound;
import io.craton.vault.consensus.barrier.SharedRounds;
import io.craton.vault.consensus.clock.QuorumClock;
import io.craton.vault.consensus.membership.Fingerprint;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
  private static final Duration SNAPSHOT = Duration.ofMinutes(5);
  private static final Duration STOP = Duration.ofSeconds(10);

  private final ConsensusConfig config;
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
  private final Participation participation;
  private final WayIn wayIn;
  private final Handover handover;
  private final long members;

  private ConsensusNode(Foundation foundation, ConsensusCallbacks callbacks) throws IOException {
    this.config = foundation.config;
    this.participation = new Participation(foundation.identityFile, foundation.identity);
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
    this.proposer = new Proposer(participation::raft, progress);
    this.clock =
        new QuorumClock(
            foundation.identity.peer().toString(),
            foundation.ownClock,
            System::nanoTime,
            participation::voters);
    try {
      this.network = new PeerNetwork(config, new Answers());
    } catch (IOException e) {
      background.shutdownNow();
      throw e;
    }
    this.admission = new Admission(config, this::ask);
    this.barrier = new SharedRounds(this::askQuorum, progress, network.scheduler());
    this.wayIn = new WayIn(config, network, participation, this::startRaft, progress, watchdog);
    this.handover = new Handover(participation, this::ask);
  }

  /// Starts a node.
  ///
  /// @throws IOException when the data directory is damaged, belongs to another node or cluster, or
  ///   an address cannot be bound; the message says which
  public static ConsensusNode start(ConsensusConfig config, ConsensusCallbacks callbacks)
      throws IOException {
    Parameters parameters = RatisSettings.parameters(config.network().tls());
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
    wayIn.start();
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
    participation
        .raft()
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
    participation
        .raft()
        .ifPresent(running -> watchdog.check(running::alive, "the Raft server has stopped"));
  }

  /// Whoever answers a question tells the time, so that a busy node asks nobody.
  private void readClocks() {
    for (String peer : participation.voters().all()) {
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
    return participation.status(progress.applied(), watchdog.faulted());
  }

  private CompletableFuture<Long> askQuorum() {
    return participation
        .raft()
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

  // ---- The way in, and out

  private RaftRuntime startRaft(Identity identity) throws IOException {
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
    return new RaftRuntime(config, identity, peers, parameters, stateMachine);
  }

  /// Hands leadership on, cleans the state, takes a last snapshot, and stops. Blocks for seconds.
  /// Idempotent.
  @Override
  public void close() {
    if (watchdog.isStopping()) {
      return;
    }
    watchdog.stopping();
    proposer.stopping();
    try {
      wayIn.stop(STOP);
      Optional<RaftRuntime> running = participation.raft();
      if (running.isPresent()) {
        handover.leave(running.get());
        cleaning.start().join();
        running.get().close();
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
    handover.toAnybody();
  }

  /// What this node says to its peers.
  private final class Answers implements PeerService {
    @Override
    public PeerStatus status() {
      Identity who = participation.identity();
      RaftStatus status =
          participation.raft().map(RaftRuntime::status).orElse(RaftStatus.NONE);
      return new PeerStatus(
          who.peer(), members, who.phase(), who.founders(), status, clock.clocks());
    }

    @Override
    public JoinAnswer join(JoinRequest request) {
      return participation
          .raft()
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
