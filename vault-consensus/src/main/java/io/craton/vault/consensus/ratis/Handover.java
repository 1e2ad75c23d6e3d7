package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.ConsensusStatus.Role;
import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.membership.HandOver;
import io.craton.vault.consensus.membership.HandOver.Result;
import io.craton.vault.consensus.membership.MemberBook;
import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.membership.PeerStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.ratis.protocol.RaftPeer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands leadership from this node to another one. Thread-safe.
final class Handover {
  private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

  private static final Duration TRANSFER = Duration.ofSeconds(2);
  private static final Duration REACH = Duration.ofMillis(500);

  /// A target may miss that many committed entries: while it fetches them, nobody can write.
  private static final long MOST_LAG = 1_000;

  /// Nobody can write while a transfer runs: one that does not come off ends soon.
  private static final Duration ATTEMPT = Duration.ofMillis(800);

  private final Participation participation;
  private final MemberBook book;
  private final Function<NodeName, CompletableFuture<PeerStatus>> ask;
  private final AtomicBoolean busy = new AtomicBoolean();

  /// @param ask asks a node for its status
  Handover(
      Participation participation,
      MemberBook book,
      Function<NodeName, CompletableFuture<PeerStatus>> ask) {
    this.participation = participation;
    this.book = book;
    this.ask = ask;
  }

  /// Hands leadership to a node, or to the one that has most of the log. Never blocks; the future
  /// ends within two seconds. A target that does not answer or lags is not tried, so that nobody
  /// waits for it.
  CompletableFuture<HandOver.Answer> handOver(Optional<NodeName> to) {
    Optional<RaftRuntime> leading =
        participation.raft().filter(running -> running.status().readyLeader());
    if (leading.isEmpty()) {
      return answer(Result.NOT_LEADER);
    }
    NodeName self = participation.identity().peer().node();
    if (to.equals(Optional.of(self))) {
      return CompletableFuture.completedFuture(new HandOver.Answer(Result.DONE, Optional.of(self)));
    }
    List<RaftPeer> targets =
        leading.get().peers().stream()
            .filter(peer -> !leading.get().isSelf(peer) && isWanted(node(peer), to))
            .toList();
    if (targets.isEmpty()) {
      return answer(Result.NO_VOTER);
    }
    if (!busy.compareAndSet(false, true)) {
      return answer(Result.BUSY);
    }
    return choose(leading.get(), targets)
        .thenCompose(chosen -> chosen.hand(leading.get()))
        .whenComplete((answer, error) -> busy.set(false));
  }

  private boolean isWanted(NodeName node, Optional<NodeName> to) {
    return to.isEmpty() ? !book.leaving().equals(Optional.of(node)) : to.get().equals(node);
  }

  private static CompletableFuture<HandOver.Answer> answer(Result result) {
    return CompletableFuture.completedFuture(new HandOver.Answer(result));
  }

  /// Of the targets that answer and do not lag, one that is willing if there is one, and of those
  /// the one that has applied most.
  private CompletableFuture<Choice> choose(RaftRuntime running, List<RaftPeer> targets) {
    List<CompletableFuture<Candidate>> asked = new ArrayList<>();
    for (RaftPeer target : targets) {
      asked.add(
          ask.apply(node(target))
              .orTimeout(REACH.toMillis(), TimeUnit.MILLISECONDS)
              .thenApply(status -> new Candidate(target, status))
              .exceptionally(_ -> new Candidate(target, null)));
    }
    return CompletableFuture.allOf(asked.toArray(new CompletableFuture<?>[0]))
        .thenApply(_ -> {
          long committed = running.commitIndex();
          List<Candidate> answering =
              asked.stream().map(CompletableFuture::join).filter(Candidate::answers).toList();
          Optional<Candidate> best =
              answering.stream()
                  .filter(candidate -> committed - candidate.commitIndex() <= MOST_LAG)
                  .max(
                      Comparator.comparing(Candidate::willing)
                          .thenComparingLong(Candidate::commitIndex));
          return best.<Choice>map(found -> leader -> transfer(leader, found.peer))
              .orElse(_ -> answer(answering.isEmpty() ? Result.SILENT : Result.LAGS));
        });
  }

  private static CompletableFuture<HandOver.Answer> transfer(RaftRuntime running, RaftPeer peer) {
    try {
      return running
          .transferLeadership(peer, ATTEMPT)
          .orTimeout(2 * ATTEMPT.toMillis(), TimeUnit.MILLISECONDS)
          .handle((reply, error) -> {
            boolean done = error == null && reply.isSuccess();
            LOG.info("leadership handed to {}: {}", peer.getId(), done);
            return done
                ? new HandOver.Answer(Result.DONE, Optional.of(node(peer)))
                : new HandOver.Answer(Result.STAYED);
          });
    } catch (IOException e) {
      LOG.info("leadership not handed to {}: {}", peer.getId(), e.toString());
      return answer(Result.STAYED);
    }
  }

  /// What is to be done once the targets have been asked.
  private interface Choice {
    CompletableFuture<HandOver.Answer> hand(RaftRuntime leader);
  }

  /// A target and what it says; null when it does not answer as the peer that has the vote.
  private record Candidate(RaftPeer peer, @Nullable PeerStatus status) {
    boolean answers() {
      return status != null && status.peer().toString().equals(peer.getId().toString());
    }

    boolean willing() {
      return status != null && status.raft().willing();
    }

    long commitIndex() {
      return status == null ? -1 : status.raft().commitIndex();
    }
  }

  /// Hands leadership to a node that is willing, if this one leads and there is one. Blocks for
  /// seconds.
  void toTheWilling() throws InterruptedException {
    Optional<RaftRuntime> leading =
        participation.raft().filter(running -> running.role() == Role.LEADER);
    if (leading.isPresent()) {
      leave(leading.get(), true);
    }
  }

  /// Tries one peer after the other until this node leads no more, those first that are willing.
  void leave(RaftRuntime running) throws InterruptedException {
    leave(running, true);
    leave(running, false);
  }

  private void leave(RaftRuntime running, boolean onlyToWilling) throws InterruptedException {
    for (RaftPeer peer : running.peers()) {
      if (running.role() != Role.LEADER || running.isSelf(peer)) {
        continue;
      }
      try {
        // A peer that does not answer would make the handover, and the shutdown, wait for it.
        PeerStatus status = ask.apply(node(peer)).get(REACH.toMillis(), TimeUnit.MILLISECONDS);
        if (onlyToWilling && !status.raft().willing()) {
          continue;
        }
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
}
