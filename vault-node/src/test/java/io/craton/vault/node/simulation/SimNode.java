package io.craton.vault.node.simulation;

import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.clock.QuorumClock;
import io.craton.vault.consensus.codec.EntryCodec;
import io.craton.vault.consensus.codec.OutcomeCodec;
import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.membership.PeerStatus;
import io.craton.vault.consensus.membership.PeerStatus.RaftStatus;
import io.craton.vault.consensus.membership.Phase;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.decision.Decider;
import io.craton.vault.core.decision.Decision;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Unavailable.Reason;
import io.craton.vault.core.service.Sources;
import io.craton.vault.core.state.RecordedOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One node: a process that comes and goes, and a disk that stays.
final class SimNode {
  private static final Duration RESTART = Duration.ofSeconds(20);
  private static final int SNAPSHOT_EVERY = 48;
  private static final int FLUSH_EVERY = 24;

  private final Cluster cluster;
  private final World world;
  private final int index;
  private final PeerName peerName;
  private final ReplicaStore store;
  private final RaftPeer raft;
  private final SimHsm hsm;
  private Life life = new Life();
  private QuorumClock clock;
  private SimServices services;
  private Signal applied;
  private Duration skew = Duration.ZERO;
  private Duration slowApply = Duration.ZERO;
  private Duration slowSync = Duration.ZERO;
  private long heardNanos = Long.MIN_VALUE / 2;

  SimNode(Cluster cluster, int index, ReplicaStore store) {
    this.cluster = cluster;
    this.world = cluster.world();
    this.index = index;
    this.peerName = new PeerName(new NodeName("n" + index), index + 1L);
    this.store = store;
    this.raft = new RaftPeer(cluster, this);
    this.hsm = new SimHsm(cluster, this);
    this.clock = newClock();
    this.applied = new Signal(world);
    this.services = new SimServices(cluster, this);
    life.end();
  }

  private QuorumClock newClock() {
    return new QuorumClock(peerName.toString(), this::ownTime, world::nanos, cluster::voters);
  }

  int index() {
    return index;
  }

  PeerName peerName() {
    return peerName;
  }

  Life life() {
    return life;
  }

  RaftPeer raft() {
    return raft;
  }

  ReplicaStore store() {
    return store;
  }

  SimHsm hsm() {
    return hsm;
  }

  SimServices services() {
    return services;
  }

  boolean isUp() {
    return !life.isOver() && !life.isStanding();
  }

  @Override
  public String toString() {
    return "n" + index;
  }

  // ---- Life

  /// A new process on the same disk.
  void start() {
    if (!life.isOver()) {
      return;
    }
    world.note("%s starts", this);
    life = new Life();
    clock = newClock();
    heardNanos = Long.MIN_VALUE / 2;
    applied = new Signal(world);
    hsm.trouble().forget();
    services = new SimServices(cluster, this);
    raft.restart();
    services.start();
    cluster.hurry();
  }

  /// The end of the process: what was not synced is lost, perhaps.
  void crash() {
    if (life.isOver()) {
      return;
    }
    world.note("%s crashes", this);
    cluster.faults().met(Faults.Kind.CRASH);
    life.end();
    if (store.crash()) {
      cluster.faults().met(Faults.Kind.STATE_BEHIND_LOG);
    }
    cluster.doubtLeadership();
  }

  void crashAndReturn() {
    crash();
    world.schedule(world.forever(), world.between(Duration.ofSeconds(1), RESTART), this::start);
  }

  /// SIGSTOP for that long.
  void standStill(Duration time) {
    if (!isUp()) {
      return;
    }
    Life standing = life;
    world.note("%s stands still for %s", this, time);
    cluster.faults().met(Faults.Kind.PAUSE);
    standing.standStill();
    cluster.doubtLeadership();
    world.schedule(world.forever(), time.toNanos(), () -> goOn(standing));
  }

  private void goOn(Life standing) {
    if (standing.isOver() || !standing.isStanding()) {
      return;
    }
    world.note("%s goes on", this);
    for (Runnable late : standing.goOn()) {
      world.schedule(standing, 0, late);
    }
    cluster.hurry();
  }

  /// Runs, sees the token, and has a right clock.
  void heal() {
    goOn(life);
    start();
    skew = Duration.ofMillis(world.random().nextInt(-200, 201));
    slowApply = Duration.ZERO;
    slowSync = Duration.ZERO;
    hsm.trouble().forget();
    hsm.trouble().startLibrary();
  }

  void slowApply(Duration most) {
    slowApply = most;
  }

  long applyDelay() {
    return world.between(Duration.ZERO, Duration.ofMillis(1).plus(slowApply));
  }

  void slowSync(Duration most) {
    slowSync = most;
  }

  long syncDelay() {
    return world.between(Duration.ZERO, Duration.ofMillis(8).plus(slowSync));
  }

  // ---- Time

  /// How far its own clock is ahead of the truth.
  void skew(Duration newSkew) {
    skew = newSkew;
  }

  private Instant ownTime() {
    return world.truth().plus(skew);
  }

  long ownSecond() {
    return ownTime().getEpochSecond();
  }

  QuorumClock clock() {
    return clock;
  }

  Sources sources() {
    return new Sources(this::time, world::bytes);
  }

  /// By the clocks of a majority, which are asked once a second: here when somebody wants to know.
  private Instant time() {
    if (cluster.mutation() == Mutation.OWN_CLOCK) {
      return ownTime();
    }
    if (world.nanos() - heardNanos >= QuorumClock.ROUND.toNanos()) {
      heardNanos = world.nanos();
      for (SimNode other : cluster.others(this)) {
        if (other.isUp()
            && cluster.network().reaches(this, other)
            && cluster.network().reaches(other, this)) {
          clock.heard(other.status(), world.nanos());
        }
      }
    }
    return clock.instant();
  }

  Deadline deadline(Duration timeout) {
    return Deadline.after(timeout, world::nanos);
  }

  // ---- Raft

  PeerStatus status() {
    return new PeerStatus(
        peerName,
        0,
        Phase.MEMBER,
        List.of(),
        new RaftStatus(
            raft.term(), raft.readyLeader(), raft.commit(), cluster.voters().fingerprint()),
        clock.clocks());
  }

  void lead(long term) {
    services.lead(term);
  }

  void follow(long term) {
    services.follow(term);
  }

  void progressed() {
    applied.fire();
    services.applied();
  }

  /// A proposal of this node took effect.
  void wake() {
    services.wake();
  }

  void awaitApplied(long wanted, Deadline deadline) throws Unavailable {
    while (store.applied() < wanted) {
      if (deadline.expired()) {
        throw new Unavailable(
            Reason.DEADLINE,
            "this node has applied %d, not %d".formatted(store.applied(), wanted),
            Duration.ofSeconds(1));
      }
      applied.await(world.nanos() + deadline.remaining().toNanos());
    }
  }

  // ---- The state machine

  /// As the real one: what the store has already is passed over.
  ///
  /// @return what the proposer gets
  Bytes apply(long at, Bytes command) {
    Optional<Proposal> proposal =
        command.isEmpty() ? Optional.empty() : Optional.of(EntryCodec.decode(command.toArray()));
    if (at <= store.applied()) {
      return reply(proposal.flatMap(this::remembered));
    }
    if (proposal.isEmpty() || skips()) {
      Boolean _ = store.apply(at, (view, writer) -> true);
      cluster.auditor().applied(this, at, proposal, null);
      return Bytes.empty();
    }
    Decision decision =
        store.apply(
            at,
            (view, writer) ->
                Deciding.decide(cluster.mutation(), view, writer, stamped(proposal.get())));
    cluster.auditor().applied(this, at, proposal, decision);
    if (at % SNAPSHOT_EVERY == index * SNAPSHOT_EVERY / cluster.nodes().size()) {
      world.schedule(life, 0, raft::takeSnapshot);
    } else if (at % FLUSH_EVERY == 0 && world.chance(0.5)) {
      store.flush();
    }
    return reply(Optional.of(decision.outcome()));
  }

  /// Takes over a state that has come further.
  void install(ReplicaStore.Image image) {
    if (image.index() > store.applied()) {
      store.install(image);
    }
  }

  private static Bytes reply(Optional<Outcome> outcome) {
    return Bytes.takeOver(OutcomeCodec.encodeReply(outcome));
  }

  private Optional<Outcome> remembered(Proposal proposal) {
    return proposal
        .tag()
        .flatMap(tag -> store.read(view -> view.outcome(tag.key())))
        .filter(recorded -> recorded.proposal().equals(proposal.id()))
        .map(RecordedOutcome::outcome);
  }

  /// What a client's entry would come to now.
  Optional<Bytes> rehearsed(Bytes command) {
    return Optional.of(EntryCodec.decode(command.toArray()))
        .filter(proposal -> proposal.tag().isPresent())
        .map(proposal ->
            reply(Optional.of(store.read(view -> Decider.decide(view, proposal).outcome()))));
  }

  private boolean skips() {
    return cluster.mutation() == Mutation.SKIP_ENTRY && index == 1 && world.chance(0.01);
  }

  private Proposal stamped(Proposal proposal) {
    return cluster.mutation() == Mutation.DECIDE_BY_OWN_CLOCK
        ? new Proposal(
            proposal.id(),
            proposal.actor(),
            proposal.tag(),
            ownTime(),
            proposal.command(),
            proposal.keysFrom())
        : proposal;
  }
}
