package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.ConsensusCallbacks;
import io.craton.vault.consensus.ConsensusConfig;
import io.craton.vault.consensus.ConsensusFigures;
import io.craton.vault.consensus.ConsensusStatus;
import io.craton.vault.consensus.Member;
import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.barrier.Progress;
import io.craton.vault.consensus.barrier.QuorumRounds;
import io.craton.vault.consensus.barrier.SharedRounds;
import io.craton.vault.consensus.barrier.Voters;
import io.craton.vault.consensus.clock.QuorumClock;
import io.craton.vault.consensus.membership.Fingerprint;
import io.craton.vault.consensus.membership.HandOver;
import io.craton.vault.consensus.membership.Identity;
import io.craton.vault.consensus.membership.JoinAnswer;
import io.craton.vault.consensus.membership.JoinRequest;
import io.craton.vault.consensus.membership.MemberBook;
import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.membership.PeerStatus;
import io.craton.vault.consensus.membership.PeerStatus.RaftStatus;
import io.craton.vault.consensus.membership.Succession;
import io.craton.vault.consensus.peer.PeerNetwork;
import io.craton.vault.consensus.peer.PeerService;
import io.craton.vault.consensus.rocks.RocksMemory;
import io.craton.vault.consensus.rocks.RocksStore;
import io.craton.vault.consensus.rocks.StateCopy;
import io.craton.vault.consensus.rocks.StateDigest;
import io.craton.vault.consensus.tls.PeerGuard;
import io.craton.vault.core.port.ClusterControl;
import io.craton.vault.core.port.Ledger;
import io.craton.vault.core.port.ReadBarrier;
import io.craton.vault.core.port.StateReader;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.protocol.RaftClientReply;
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
  private final QuorumRounds rounds;
  private final SharedRounds barrier;
  private final Participation participation;
  private final MemberBook book;
  private final WayIn wayIn;
  private final Handover handover;
  private final MembershipKeeper keeper;
  private final RemovalWatch removal;
  private final LeaderWatch leaderWatch;
  private final NodesControl control;
  private final Figures figures;
  private final long members;
  private volatile boolean willing = true;

  private ConsensusNode(Foundation foundation, ConsensusCallbacks callbacks) throws IOException {
    this.config = foundation.config();
    this.participation = new Participation(foundation.identityFile(), foundation.identity());
    this.book = new MemberBook(config);
    this.parameters = foundation.parameters();
    this.memory = foundation.memory();
    this.store = foundation.store();
    // Before anybody can connect.
    readBook();
    EagerGrpc.guard(parameters).ifPresent(new Neighbours(book, participation)::guardedBy);
    this.cleaning = new CleaningAhead(store, new DiskRoom(config.dataDirectory()));
    this.members =
        Fingerprint.of(
            config.members().stream().map(member -> member.name().value()).toList(), List.of());
    this.background =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("consensus-" + config.self()).factory());
    this.watchdog = new Watchdog(callbacks, background);
    store.onDamage(damage -> watchdog.fault("the state on the disk is damaged", damage));
    this.leadership = new LeadershipMonitor(callbacks, background);
    this.proposer = new Proposer(participation::raft, progress);
    this.clock =
        new QuorumClock(
            foundation.identity().peer().toString(),
            foundation.ownClock(),
            System::nanoTime,
            participation::voters);
    this.leaderWatch =
        new LeaderWatch(
            new Voting(),
            new Links(),
            task -> Thread.ofVirtual().name("succession-" + config.self()).start(task));
    try {
      this.network =
          new PeerNetwork(config, EagerGrpc.guard(parameters), new Answers(), leaderWatch);
    } catch (IOException e) {
      background.shutdownNow();
      throw e;
    }
    ConfigurationChanges changes = new ConfigurationChanges();
    this.admission = new Admission(book, changes, this::ask);
    this.rounds = new QuorumRounds(config.self(), participation::voters, this::ask);
    this.barrier = new SharedRounds(this::askQuorum, progress, network.scheduler());
    this.figures = new Figures(clock, barrier, config.dataDirectory());
    WayIn.Surroundings surroundings = new WayIn.Surroundings(network, book);
    this.wayIn =
        new WayIn(config, surroundings, participation, this::startRaft, progress, watchdog);
    this.handover = new Handover(participation, book, this::ask);
    this.keeper =
        new MembershipKeeper(
            participation,
            book,
            changes,
            handover,
            proposer,
            config.tuning().leave(),
            new SecureRandom());
    this.removal = new RemovalWatch(participation, book, network, this::ask, watchdog, background);
    this.control =
        new NodesControl(participation, book, network, this::ask, handover, this::cleanSnapshot);
    membersChanged();
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
    Foundation foundation = Foundation.open(config, parameters, ownClock);
    try {
      ConsensusNode node = new ConsensusNode(foundation, callbacks);
      node.run();
      return node;
    } catch (IOException | RuntimeException e) {
      foundation.close();
      throw e;
    }
  }

  private void run() {
    wayIn.start();
    keeper.start();
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
        .map(this::cleanSnapshot)
        .ifPresent(snapshot -> {
          var _ =
              snapshot.exceptionally(error -> {
                LOG.warn("no snapshot was taken: {}", error.toString());
                return null;
              });
        });
  }

  private CompletableFuture<RaftClientReply> cleanSnapshot(RaftRuntime running) {
    return cleaning.start().thenCompose(_ -> running.snapshot(SNAPSHOT));
  }

  /// Who the others are may have changed.
  private void membersChanged() {
    readBook();
    network.connectTo(book.everybody());
  }

  private void readBook() {
    if (book.update(store.read(view -> view.members()))) {
      LOG.info("members: {}", book.members());
    }
  }

  private void watch() {
    participation
        .raft()
        .ifPresent(running -> {
          watchdog.check(running::alive, "the Raft server has stopped");
          running.renewConnections();
        });
    removal.look();
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

  /// A copy of the state of this node as files, for a backup; the caller closes it, and makes one
  /// at a time.
  ///
  /// @return empty when somebody goes on reading what the state has given up: try again
  public Optional<StateCopy> copyState() throws IOException {
    return StateCopy.of(store, config.dataDirectory());
  }

  /// How this node sees itself now.
  public ConsensusStatus status() {
    return participation.status(progress.applied(), watchdog.faulted());
  }

  /// Whether this node is to be taken out of its cluster: its clients should turn away from it.
  public boolean leaving() {
    return book.leaving().equals(Optional.of(config.self()));
  }

  /// What this node counts and measures; reads directories.
  public ConsensusFigures figures() {
    return figures.read(status(), participation.raft());
  }

  private CompletableFuture<Long> askQuorum() {
    return participation
        .raft()
        .map(_ -> rounds.start().thenApply(this::timed))
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

  /// The nodes, for an administrator.
  public ClusterControl control() {
    return control;
  }

  /// All nodes that this one knows, in order of name.
  public List<Member> members() {
    return book.everybody();
  }

  // ---- The way in, and out

  private RaftRuntime startRaft(Identity identity) throws IOException {
    VaultStateMachine stateMachine =
        new VaultStateMachine(
            store, cleaning, progress, watchdog, leadership, this::membersChanged);
    return new RaftRuntime(config, identity, parameters, stateMachine);
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
      keeper.stop(STOP);
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

  /// Whether others may hand leadership to this node; elections do not ask for it.
  public void setWilling(boolean newWilling) {
    willing = newWilling;
  }

  /// Hands leadership to a node that is willing, if this one leads and there is one. Blocks for
  /// seconds.
  public void yieldLeadership() throws InterruptedException {
    handover.toTheWilling();
  }

  /// What [LeaderWatch] has to know of this node.
  private final class Voting implements LeaderWatch.Follower {
    @Override
    public PeerName self() {
      return participation.identity().peer();
    }

    @Override
    public Voters voters() {
      return participation.voters();
    }

    @Override
    public Optional<Succession.Question> following() {
      return watchdog.isStopping()
          ? Optional.empty()
          : participation.raft().flatMap(RaftRuntime::following);
    }

    @Override
    public Succession.Position last() {
      return participation.raft().map(RaftRuntime::last).orElse(Succession.Position.NONE);
    }

    @Override
    public boolean willing() {
      return willing;
    }

    @Override
    public boolean stand(Succession.Question gone, BooleanSupplier still) {
      return participation.raft().filter(running -> running.stand(gone, still)).isPresent();
    }
  }

  private final class Links implements LeaderWatch.Peers {
    @Override
    public boolean refused(NodeName node) {
      return network.isRefused(node);
    }

    @Override
    public CompletableFuture<Succession.Answer> ask(PeerName voter, Succession.Question question) {
      return network.succession(voter.node(), question);
    }
  }

  /// What this node says to its peers.
  private final class Answers implements PeerService {
    @Override
    public PeerStatus status() {
      Identity who = participation.identity();
      RaftStatus status =
          participation.raft().map(RaftRuntime::status).orElse(RaftStatus.NONE).willing(willing);
      return new PeerStatus(
          who.peer(),
          members,
          who.phase(),
          who.founders(),
          status,
          clock.clocks(),
          progress.applied());
    }

    @Override
    public JoinAnswer join(JoinRequest request) {
      return participation
          .raft()
          .map(running -> admission.join(request, running))
          .orElse(JoinAnswer.NOT_LEADER);
    }

    @Override
    public CompletableFuture<HandOver.Answer> handOver(HandOver.Request request) {
      return participation
          .raft()
          .map(_ -> handover.handOver(request.to()))
          .orElseGet(() ->
              CompletableFuture.completedFuture(new HandOver.Answer(HandOver.Result.NOT_LEADER)));
    }

    @Override
    public CompletableFuture<Succession.Answer> succession(Succession.Question question) {
      return leaderWatch.answer(question);
    }
  }
}
