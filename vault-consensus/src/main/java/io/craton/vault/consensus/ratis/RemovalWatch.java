package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.Member;
import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.membership.Identity;
import io.craton.vault.consensus.membership.JoinAnswer;
import io.craton.vault.consensus.membership.JoinRequest;
import io.craton.vault.consensus.membership.MemberBook;
import io.craton.vault.consensus.membership.PeerStatus;
import io.craton.vault.consensus.membership.PeerStatus.RaftStatus;
import io.craton.vault.consensus.membership.Phase;
import io.craton.vault.consensus.membership.RemovedNodeException;
import io.craton.vault.consensus.peer.PeerNetwork;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Finds out that this node was taken out of its cluster. It hears nothing of that by Raft: its log
/// ends before the configuration that leaves it out. So a node that knows no leader, or reads in
/// the book that it is to leave, asks the leader; thread-safe, never blocks.
///
/// An answer counts only of a node that leads in this node's term or a later one, and knows of all
/// that this node knows to be committed: a leader of old, that was paused before this node came in,
/// takes nobody out, and neither does one of another cluster of the same name, whose log is
/// shorter. Nor does anybody while another node contradicts: it leads as well, or says that this
/// one is in.
final class RemovalWatch {
  /// For which a round waits for those that do not answer.
  private static final Duration PATIENCE = Duration.ofSeconds(1);

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
    Position own = new Position(running.get().term(), running.get().knownIndex());
    List<CompletableFuture<Reply>> replies =
        book.everybody().stream()
            .map(Member::name)
            .filter(node -> !node.equals(who.peer().node()))
            .map(node -> question(node, question, own.term))
            .toList();
    var _ =
        CompletableFuture.allOf(replies.toArray(new CompletableFuture<?>[0]))
            .thenAccept(_ -> heard(replies.stream().map(CompletableFuture::join).toList(), own));
  }

  /// How far this node was when it asked.
  ///
  /// @param index the last entry that it knows to be committed
  record Position(long term, long index) {}

  /// What a node said, first about itself.
  record Reply(RaftStatus raft, JoinAnswer answer) {
    /// Of one that said nothing.
    static final Reply NONE = new Reply(RaftStatus.NONE, JoinAnswer.NOT_LEADER);

    private boolean leadsBeyond(long term) {
      return raft.readyLeader() && raft.term() >= term;
    }

    /// Whether it is to be believed, if nobody contradicts.
    private boolean removes(Position own) {
      return answer == JoinAnswer.REMOVED
          && leadsBeyond(own.term)
          && raft.commitIndex() >= own.index;
    }
  }

  /// Whether the node was removed, by what all others said in one round.
  static boolean isRemoved(List<Reply> replies, Position own) {
    for (int i = 0; i < replies.size(); i++) {
      Reply reply = replies.get(i);
      int at = i;
      boolean contradicted =
          IntStream.range(0, replies.size())
              .filter(other -> other != at)
              .mapToObj(replies::get)
              .anyMatch(other ->
                  other.answer == JoinAnswer.WELCOME || other.leadsBeyond(reply.raft.term()));
      if (reply.removes(own) && !contradicted) {
        return true;
      }
    }
    return false;
  }

  private boolean isSuspicious(Identity who, RaftRuntime running) {
    return !running.alive()
        || running.leader().isEmpty()
        || book.leaving().equals(Optional.of(who.peer().node()));
  }

  /// First who leads, then what it says: whoever led before the answer leads no earlier term when
  /// it gives it.
  private CompletableFuture<Reply> question(NodeName node, JoinRequest question, long term) {
    return ask.apply(node)
        .thenCompose(status ->
            status.raft().readyLeader() && status.raft().term() >= term
                ? network.join(node, question).thenApply(answer -> new Reply(status.raft(), answer))
                : CompletableFuture.completedFuture(
                    new Reply(status.raft(), JoinAnswer.NOT_LEADER)))
        .exceptionally(_ -> Reply.NONE)
        .completeOnTimeout(Reply.NONE, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void heard(List<Reply> replies, Position own) {
    if (isRemoved(replies, own)) {
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
