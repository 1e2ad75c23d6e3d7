package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.membership.PeerName;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Changes who votes, as the leader, one change at a time. Thread-safe; never blocks.
final class ConfigurationChanges {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationChanges.class);

  private final AtomicBoolean changing = new AtomicBoolean();

  /// Whether no change of this node's runs.
  boolean idle() {
    return !changing.get();
  }

  /// Starts a change unless one runs, or the reason for it is gone by now.
  ///
  /// @param wanted is asked when no other change can begin any more
  /// @param first has to end well before anything is changed
  void start(
      RaftRuntime runtime,
      BooleanSupplier wanted,
      CompletableFuture<Void> first,
      Collection<RaftPeer> from,
      Collection<RaftPeer> to) {
    if (!changing.compareAndSet(false, true)) {
      return;
    }
    CompletableFuture<RaftClientReply> change =
        wanted.getAsBoolean()
            ? first.thenCompose(_ -> change(runtime, from, to))
            : CompletableFuture.failedFuture(new IllegalStateException("not wanted any more"));
    var _ =
        change.whenComplete((reply, error) -> {
          changing.set(false);
          if (error != null || !reply.isSuccess()) {
            LOG.warn(
                "membership change to {} failed: {}",
                ids(to),
                error != null ? error.toString() : String.valueOf(reply.getException()));
          }
        });
  }

  private static CompletableFuture<RaftClientReply> change(
      RaftRuntime runtime, Collection<RaftPeer> from, Collection<RaftPeer> to) {
    try {
      LOG.info("membership from {} to {}", ids(from), ids(to));
      return runtime.changeConfiguration(from, to);
    } catch (IOException e) {
      throw new CompletionException("the configuration cannot be changed", e);
    }
  }

  static boolean isOf(RaftPeer peer, NodeName node) {
    return PeerName.parse(peer.getId().toString())
        .filter(name -> name.node().equals(node))
        .isPresent();
  }

  private static List<String> ids(Collection<RaftPeer> peers) {
    return peers.stream().map(peer -> peer.getId().toString()).sorted().toList();
  }
}
