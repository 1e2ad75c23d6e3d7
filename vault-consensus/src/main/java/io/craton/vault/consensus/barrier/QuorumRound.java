package io.craton.vault.consensus.barrier;

import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.membership.PeerStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/// One round: asks all voters at once and ends as soon as the answers suffice, or cannot any more.
public final class QuorumRound {
  /// A peer that has not answered by then counts as silent in this round.
  private static final long TIMEOUT_MILLIS = 500;

  private final Supplier<Voters> voters;
  private final CompletableFuture<Long> result = new CompletableFuture<>();
  private final List<PeerStatus> answers = new ArrayList<>();
  private int outstanding;

  private QuorumRound(Supplier<Voters> voters) {
    this.voters = voters;
  }

  /// Starts a round.
  ///
  /// @param voters the configuration this node uses, as it is at the moment of each call
  /// @param ask asks a node for its status
  /// @return the confirmed commit index; fails when a majority of one term did not show itself
  public static CompletableFuture<Long> start(
      Supplier<Voters> voters, Function<NodeName, CompletableFuture<PeerStatus>> ask) {
    QuorumRound round = new QuorumRound(voters);
    Set<NodeName> nodes = new HashSet<>();
    for (String peer : voters.get().all()) {
      PeerName.parse(peer).ifPresent(name -> nodes.add(name.node()));
    }
    round.outstanding = nodes.size();
    if (nodes.isEmpty()) {
      round.fail();
    }
    for (NodeName node : nodes) {
      var _ =
          ask.apply(node)
              .whenComplete(
                  (status, error) -> round.answered(status == null ? List.of() : List.of(status)));
    }
    return round.result.orTimeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
  }

  /// @param status one answer, or none when the node failed to give one
  private synchronized void answered(List<PeerStatus> status) {
    answers.addAll(status);
    outstanding--;
    OptionalLong confirmed = TermQuorum.confirmed(voters.get(), answers);
    if (confirmed.isPresent()) {
      result.complete(confirmed.getAsLong());
    } else if (outstanding == 0) {
      fail();
    }
  }

  private synchronized void fail() {
    result.completeExceptionally(
        new IllegalStateException(
            "%d of %d voters answered, no leader with a majority of its term"
                .formatted(answers.size(), voters.get().all().size())));
  }
}
