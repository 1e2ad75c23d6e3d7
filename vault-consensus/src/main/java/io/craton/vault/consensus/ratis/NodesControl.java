package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.barrier.Voters;
import io.craton.vault.consensus.membership.HandOver;
import io.craton.vault.consensus.membership.MemberBook;
import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.membership.PeerStatus;
import io.craton.vault.consensus.membership.Phase;
import io.craton.vault.consensus.peer.PeerNetwork;
import io.craton.vault.core.cluster.ClusterMember;
import io.craton.vault.core.cluster.ClusterOverview;
import io.craton.vault.core.cluster.ClusterOverview.NodeReport;
import io.craton.vault.core.cluster.ClusterOverview.NodeView;
import io.craton.vault.core.cluster.ClusterOverview.Standing;
import io.craton.vault.core.cluster.MemberName;
import io.craton.vault.core.port.ClusterControl;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Unavailable.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.ratis.protocol.RaftClientReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks after the nodes for an administrator, from any of them. Thread-safe; callers block.
final class NodesControl implements ClusterControl {
  private static final Logger LOG = LoggerFactory.getLogger(NodesControl.class);

  private static final Duration ANSWER = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /// A node that is further behind is worth a word.
  private static final long MUCH_LAG = 1_000;

  private final Participation participation;
  private final MemberBook book;
  private final PeerNetwork network;
  private final Function<NodeName, CompletableFuture<PeerStatus>> ask;
  private final Handover handover;
  private final Function<RaftRuntime, CompletableFuture<RaftClientReply>> snapshot;

  /// @param ask asks a node for its status
  /// @param snapshot takes a snapshot of this node
  NodesControl(
      Participation participation,
      MemberBook book,
      PeerNetwork network,
      Function<NodeName, CompletableFuture<PeerStatus>> ask,
      Handover handover,
      Function<RaftRuntime, CompletableFuture<RaftClientReply>> snapshot) {
    this.participation = participation;
    this.book = book;
    this.network = network;
    this.ask = ask;
    this.handover = handover;
    this.snapshot = snapshot;
  }

  // ---- Overview

  @Override
  public ClusterOverview overview(Deadline deadline) throws Unavailable {
    RaftRuntime running = running();
    List<ClusterMember> members = book.members();
    Map<MemberName, PeerStatus> answers = askAll(members, deadline);
    Optional<PeerStatus> leader =
        answers.values().stream()
            .filter(status -> status.raft().readyLeader())
            .max((a, b) -> Long.compare(a.raft().term(), b.raft().term()));
    long committed = leader.map(status -> status.raft().commitIndex()).orElse(-1L);
    Voters voters = running.voters();
    List<NodeView> nodes =
        members.stream()
            .map(member ->
                view(member, Optional.ofNullable(answers.get(member.name())), voters, committed))
            .toList();
    long term = answers.values().stream().mapToLong(status -> status.raft().term()).max().orElse(0);
    return new ClusterOverview(
        name(participation.identity().peer().node()),
        leader.map(status -> status.raft().term()).orElse(term),
        leader.map(status -> name(status.peer().node())),
        nodes);
  }

  private Map<MemberName, PeerStatus> askAll(Collection<ClusterMember> members, Deadline deadline)
      throws Unavailable {
    Map<MemberName, CompletableFuture<PeerStatus>> asked = new TreeMap<>();
    for (ClusterMember member : members) {
      asked.put(member.name(), ask.apply(new NodeName(member.name().value())));
    }
    Deadline end = deadline.atMost(ANSWER);
    Map<MemberName, PeerStatus> answers = new TreeMap<>();
    for (Map.Entry<MemberName, CompletableFuture<PeerStatus>> question : asked.entrySet()) {
      try {
        long nanos = end.remaining().toNanos();
        answers.put(question.getKey(), question.getValue().get(nanos, TimeUnit.NANOSECONDS));
      } catch (ExecutionException | TimeoutException e) {
        LOG.debug("no answer of {}", question.getKey(), e);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
    return answers;
  }

  private NodeView view(
      ClusterMember member, Optional<PeerStatus> answer, Voters voters, long committed) {
    Optional<String> voter =
        voters.all().stream().filter(peer -> isOf(peer, member.name())).sorted().findFirst();
    Optional<PeerStatus> counted =
        answer.filter(status -> voter.isEmpty() || voters.all().contains(status.peer().toString()));
    Standing standing = standing(member, answer, voter.isPresent());
    List<String> reasons = new ArrayList<>();
    if (answer.isEmpty()) {
      reasons.add("does not answer at " + member.peer());
    } else if (counted.isEmpty()) {
      reasons.add("answers with an empty disk: it is being taken in anew");
    }
    counted.ifPresent(status -> addReasons(status, voter.isPresent(), committed, reasons));
    if (name(participation.identity().peer().node()).equals(member.name())) {
      book.mismatch().ifPresent(reasons::add);
    }
    return new NodeView(
        member, standing, voter, counted.map(status -> report(status, committed)), reasons);
  }

  private static Standing standing(
      ClusterMember member, Optional<PeerStatus> answer, boolean votes) {
    if (member.leaving()) {
      return Standing.LEAVING;
    }
    if (votes) {
      return Standing.VOTER;
    }
    return answer.filter(status -> status.phase() == Phase.JOINING).isPresent()
        ? Standing.CATCHING_UP
        : Standing.ADMITTED;
  }

  private static void addReasons(
      PeerStatus status, boolean votes, long committed, List<String> reasons) {
    if (!votes && (status.phase() == Phase.MEMBER || status.phase() == Phase.FOUNDER)) {
      reasons.add(
          "belongs to another cluster of this name, or to a time before it was removed: empty its"
              + " data directory, and let its configuration list nodes of this cluster");
    }
    long lag = committed - status.applied();
    if (lag > MUCH_LAG) {
      reasons.add(lag + " entries behind");
    }
  }

  private static NodeReport report(PeerStatus status, long committed) {
    boolean joins = status.phase() == Phase.CANDIDATE || status.phase() == Phase.JOINING;
    String role = status.raft().readyLeader() ? "leader" : joins ? "joining" : "follower";
    long lag = committed < 0 ? 0 : Math.max(0, committed - status.applied());
    return new NodeReport(
        role, status.raft().term(), status.applied(), status.raft().commitIndex(), lag);
  }

  private static boolean isOf(String peer, MemberName name) {
    return PeerName.parse(peer)
        .filter(parsed -> parsed.node().value().equals(name.value()))
        .isPresent();
  }

  // ---- Leadership

  @Override
  public Handed transferLeadership(Optional<MemberName> to, Deadline deadline) throws Unavailable {
    Optional<NodeName> target = to.map(name -> new NodeName(name.value()));
    while (true) {
      HandOver.Answer answer = askLeader(new HandOver.Request(target), deadline);
      Optional<Handed> handed = handed(answer, to);
      if (handed.isPresent()) {
        return handed.get();
      }
      if (deadline.expired()) {
        throw new Unavailable(Reason.NO_QUORUM, "no node leads", RETRY_AFTER);
      }
      pause();
    }
  }

  /// Of the node that leads, as far as this one knows; that it does not when nobody is known, or
  /// the connection broke.
  private HandOver.Answer askLeader(HandOver.Request request, Deadline deadline)
      throws Unavailable {
    Optional<NodeName> leader =
        running()
            .leader()
            .flatMap(peer -> PeerName.parse(peer.getId().toString()))
            .map(PeerName::node);
    if (leader.isEmpty()) {
      return new HandOver.Answer(HandOver.Result.NOT_LEADER);
    }
    CompletableFuture<HandOver.Answer> answer =
        leader.get().equals(participation.identity().peer().node())
            ? handover.handOver(request.to())
            : network.handOver(leader.get(), request);
    try {
      return answer.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      return new HandOver.Answer(HandOver.Result.NOT_LEADER);
    } catch (TimeoutException e) {
      throw new Unavailable(
          Reason.DEADLINE, "the leader " + leader.get() + " did not answer", RETRY_AFTER, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /// Empty when it is worth another try.
  private static Optional<Handed> handed(HandOver.Answer answer, Optional<MemberName> to) {
    String target = to.map(name -> "node " + name).orElse("any other node");
    return switch (answer.result()) {
      case DONE ->
          Optional.of(
              new Handed.To(
                  answer
                      .leader()
                      .map(NodesControl::name)
                      .or(() -> to)
                      .orElseThrow(() -> new IllegalStateException("done by nobody"))));
      case NOT_LEADER, BUSY -> Optional.empty();
      case NO_VOTER -> refused(target + " has no vote yet: wait until it has caught up");
      case SILENT -> refused(target + " does not answer the leader");
      case LAGS -> refused(target + " is too far behind: wait until it has caught up");
      case STAYED -> refused(target + " did not take over in time; the leader goes on");
    };
  }

  private static Optional<Handed> refused(String why) {
    return Optional.of(new Handed.Refused(why));
  }

  // ---- Snapshot

  @Override
  public long snapshot(Deadline deadline) throws Unavailable {
    try {
      RaftClientReply reply =
          snapshot.apply(running()).get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
      if (!reply.isSuccess()) {
        throw new Unavailable(
            Reason.NOT_READY, "no snapshot was taken: " + reply.getException(), RETRY_AFTER);
      }
      return reply.getLogIndex();
    } catch (ExecutionException e) {
      throw new Unavailable(
          Reason.NOT_READY, "no snapshot was taken: " + e.getCause(), RETRY_AFTER, e);
    } catch (TimeoutException e) {
      throw new Unavailable(
          Reason.DEADLINE, "the snapshot takes longer; it goes on", RETRY_AFTER, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private RaftRuntime running() throws Unavailable {
    return participation
        .raft()
        .orElseThrow(() ->
            new Unavailable(Reason.NOT_READY, "this node has not joined its cluster", RETRY_AFTER));
  }

  private static void pause() throws Unavailable {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static Unavailable interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new Unavailable(Reason.SHUTTING_DOWN, "interrupted", RETRY_AFTER, e);
  }

  private static MemberName name(NodeName node) {
    return new MemberName(node.value());
  }
}
