package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.ConsensusStatus.Role;
import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.membership.PeerStatus;
import io.craton.vault.core.port.Unavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.ratis.protocol.RaftPeer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands leadership from this node to another one. Thread-safe; callers block.
final class Handover {
  private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

  private static final Duration TRANSFER = Duration.ofSeconds(2);
  private static final Duration REACH = Duration.ofMillis(500);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Participation participation;
  private final Function<NodeName, CompletableFuture<PeerStatus>> ask;

  /// @param ask asks a node for its status
  Handover(Participation participation, Function<NodeName, CompletableFuture<PeerStatus>> ask) {
    this.participation = participation;
    this.ask = ask;
  }

  /// Hands leadership to any other node. Returns once this node leads no more.
  ///
  /// @throws Unavailable when this node does not lead, or no other node takes over
  void toAnybody() throws Unavailable {
    Optional<RaftRuntime> leading =
        participation.raft().filter(running -> running.role() == Role.LEADER);
    if (leading.isEmpty()) {
      throw new Unavailable(
          Unavailable.Reason.NOT_READY, "this node does not lead", RETRY_AFTER);
    }
    try {
      leave(leading.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (leading.get().role() == Role.LEADER) {
      throw new Unavailable(
          Unavailable.Reason.NO_QUORUM, "no other node took over", RETRY_AFTER);
    }
  }

  /// Tries one peer after the other until this node leads no more.
  void leave(RaftRuntime running) throws InterruptedException {
    for (RaftPeer peer : running.peers()) {
      if (running.role() != Role.LEADER || running.isSelf(peer)) {
        continue;
      }
      try {
        // A peer that does not answer would make the handover, and the shutdown, wait for it.
        PeerStatus _ = ask.apply(node(peer)).get(REACH.toMillis(), TimeUnit.MILLISECONDS);
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
