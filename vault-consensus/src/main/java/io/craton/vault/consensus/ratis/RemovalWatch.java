package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.Member;
import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.membership.Identity;
import io.craton.vault.consensus.membership.JoinAnswer;
import io.craton.vault.consensus.membership.JoinRequest;
import io.craton.vault.consensus.membership.MemberBook;
import io.craton.vault.consensus.membership.PeerStatus;
import io.craton.vault.consensus.membership.Phase;
import io.craton.vault.consensus.membership.RemovedNodeException;
import io.craton.vault.consensus.peer.PeerNetwork;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/// Finds out that this node was taken out of its cluster. It hears nothing of that by Raft: its log
/// ends before the configuration that leaves it out. So a node that knows no leader, or reads in
/// the book that it is to leave, asks the leader; thread-safe, never blocks.
///
/// An answer counts only of a node that leads in this node's term or a later one: a leader of old,
/// that was paused before this node came in, takes nobody out.
final class RemovalWatch {
  private final Participation participation;
  private final MemberBook book;
  private final PeerNetwork network;
  private final Function<NodeName, CompletableFuture<PeerStatus>> ask;
  private final Watchdog watchdog;
  private final Executor executor;

  /// @param ask asks a node for its status
  /// @param executor runs what writes to the disk
  RemovalWatch(
      Participation participation,
      MemberBook book,
      PeerNetwork network,
      Function<NodeName, CompletableFuture<PeerStatus>> ask,
      Watchdog watchdog,
      Executor executor) {
    this.participation = participation;
    this.book = book;
    this.network = network;
    this.ask = ask;
    this.watchdog = watchdog;
    this.executor = executor;
  }

  /// Asks all others if there is a reason to.
  void look() {
    Identity who = participation.identity();
    Optional<RaftRuntime> running = participation.raft();
    JoinRequest question = new JoinRequest(who.peer(), who.phase());
    if (running.isEmpty() || !question.wasIn() || !isSuspicious(who, running.get())) {
      return;
    }
    long term = running.get().term();
    for (Member member : book.everybody()) {
      if (!member.name().equals(who.peer().node())) {
        var _ = question(member.name(), question, term).thenAccept(this::heard);
      }
    }
  }

  private boolean isSuspicious(Identity who, RaftRuntime running) {
    return !running.alive()
        || running.leader().isEmpty()
        || book.leaving().equals(Optional.of(who.peer().node()));
  }

  /// First who leads, then what it says: whoever led before the answer leads no earlier term when
  /// it gives it.
  private CompletableFuture<JoinAnswer> question(NodeName node, JoinRequest question, long term) {
    return ask.apply(node)
        .thenCompose(status ->
            status.raft().readyLeader() && status.raft().term() >= term
                ? network.join(node, question)
                : CompletableFuture.completedFuture(JoinAnswer.NOT_LEADER));
  }

  private void heard(JoinAnswer answer) {
    if (answer == JoinAnswer.REMOVED) {
      executor.execute(this::leave);
    }
  }

  private void leave() {
    Identity who = participation.identity();
    try {
      participation.remember(who.in(Phase.REMOVED));
      watchdog.removed(String.valueOf(new RemovedNodeException(who.peer()).getMessage()));
    } catch (IOException e) {
      watchdog.fault("this node was removed, which cannot be written down", e);
    }
  }
}
