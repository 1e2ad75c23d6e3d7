package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.ConsensusConfig;
import io.craton.vault.consensus.Member;
import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.membership.JoinAnswer;
import io.craton.vault.consensus.membership.JoinRequest;
import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.membership.PeerStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets peers into the group, as its leader: first takes out the peer of the same node whose disk
/// is lost, then takes in the new one. Only nodes of the own configuration are let in, at the
/// addresses that stand there. Thread-safe; never blocks.
final class Admission {
  private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

  private final ConsensusConfig config;
  private final Function<NodeName, CompletableFuture<PeerStatus>> ask;
  private final AtomicBoolean changing = new AtomicBoolean();

  /// @param ask asks a node for its status
  Admission(ConsensusConfig config, Function<NodeName, CompletableFuture<PeerStatus>> ask) {
    this.config = config;
    this.ask = ask;
  }

  /// Answers at once, and does in the background what has to be done first.
  JoinAnswer join(JoinRequest request, RaftRuntime runtime) {
    Optional<Member> member =
        config.members().stream()
            .filter(known -> known.name().equals(request.peer().node()))
            .findFirst();
    if (member.isEmpty()) {
      LOG.warn("{} wants to join and is not configured here", request.peer());
      return JoinAnswer.REFUSED;
    }
    if (!runtime.status().readyLeader()) {
      return JoinAnswer.NOT_LEADER;
    }
    RaftConfiguration configuration = runtime.configuration();
    if (!configuration.getPreviousPeers().isEmpty()) {
      return JoinAnswer.WAIT;
    }
    RaftPeer newcomer = RaftRuntime.peer(request.peer(), member.get());
    Collection<RaftPeer> current = configuration.getCurrentPeers();
    if (current.stream().anyMatch(peer -> peer.getId().equals(newcomer.getId()))) {
      return JoinAnswer.WELCOME;
    }
    List<RaftPeer> others =
        current.stream().filter(peer -> !isOf(peer, request.peer().node())).toList();
    if (others.size() < current.size()) {
      change(request.peer(), runtime, current, others);
      return JoinAnswer.WAIT;
    }
    if (!request.serving()) {
      return JoinAnswer.START;
    }
    List<RaftPeer> all = new ArrayList<>(others);
    all.add(newcomer);
    change(request.peer(), runtime, current, all);
    return JoinAnswer.WAIT;
  }

  private static boolean isOf(RaftPeer peer, NodeName node) {
    return PeerName.parse(peer.getId().toString())
        .filter(name -> name.node().equals(node))
        .isPresent();
  }

  /// Changes the configuration, one change at a time, after the node at the configured address has
  /// said itself that it is that peer: nobody can put another node out.
  private void change(
      PeerName newcomer, RaftRuntime runtime, Collection<RaftPeer> from, Collection<RaftPeer> to) {
    if (!changing.compareAndSet(false, true)) {
      return;
    }
    var _ =
        ask.apply(newcomer.node())
            .thenCompose(status -> {
              if (!status.peer().equals(newcomer)) {
                throw new IllegalStateException(
                    newcomer + " asks to join, its address answers as " + status.peer());
              }
              try {
                LOG.info("membership from {} to {} for {}", ids(from), ids(to), newcomer);
                return runtime.changeConfiguration(from, to);
              } catch (IOException e) {
                throw new IllegalStateException("configuration cannot be changed", e);
              }
            })
            .whenComplete((reply, error) -> {
              changing.set(false);
              if (error != null || !reply.isSuccess()) {
                LOG.warn(
                    "membership change for {} failed: {}",
                    newcomer,
                    error != null ? error.toString() : String.valueOf(reply.getException()));
              }
            });
  }

  private static List<String> ids(Collection<RaftPeer> peers) {
    return peers.stream().map(peer -> peer.getId().toString()).sorted().toList();
  }
}
