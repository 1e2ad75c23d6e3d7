package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.Member;
import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.membership.JoinAnswer;
import io.craton.vault.consensus.membership.JoinRequest;
import io.craton.vault.consensus.membership.MemberBook;
import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.membership.PeerStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets peers into the group, as its leader: first takes out the peer of the same node whose disk
/// is lost, then takes in the new one. Only nodes that the book admits are let in, at the addresses
/// that stand there. Thread-safe; never blocks.
final class Admission {
  private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

  private final MemberBook book;
  private final ConfigurationChanges changes;
  private final Function<NodeName, CompletableFuture<PeerStatus>> ask;
  private volatile Optional<PeerName> lastRefused = Optional.empty();

  /// @param ask asks a node for its status
  Admission(
      MemberBook book,
      ConfigurationChanges changes,
      Function<NodeName, CompletableFuture<PeerStatus>> ask) {
    this.book = book;
    this.changes = changes;
    this.ask = ask;
  }

  /// Answers at once, and does in the background what has to be done first.
  JoinAnswer join(JoinRequest request, RaftRuntime runtime) {
    if (!runtime.status().readyLeader()) {
      return JoinAnswer.NOT_LEADER;
    }
    RaftConfiguration configuration = runtime.configuration();
    if (!configuration.getPreviousPeers().isEmpty()) {
      return JoinAnswer.WAIT;
    }
    Collection<RaftPeer> current = configuration.getCurrentPeers();
    if (current.stream().anyMatch(peer -> isPeer(peer, request.peer()))) {
      return JoinAnswer.WELCOME;
    }
    if (request.wasIn()) {
      // Only a committed configuration without it is the end: until then its vote may be needed.
      return changes.idle() && runtime.settled() ? JoinAnswer.REMOVED : JoinAnswer.WAIT;
    }
    Optional<Member> member = book.admitted(request.peer().node());
    return member.isEmpty() ? refuse(request.peer()) : admit(request, member.get(), runtime);
  }

  private JoinAnswer refuse(PeerName peer) {
    if (!lastRefused.equals(Optional.of(peer))) {
      lastRefused = Optional.of(peer);
      LOG.warn("{} wants to join and is no member of this cluster: add it first", peer);
    }
    return JoinAnswer.REFUSED;
  }

  private JoinAnswer admit(JoinRequest request, Member member, RaftRuntime runtime) {
    Collection<RaftPeer> current = runtime.peers();
    List<RaftPeer> others =
        current.stream().filter(peer -> !ConfigurationChanges.isOf(peer, member.name())).toList();
    if (others.size() < current.size()) {
      change(request.peer(), runtime, current, others);
      return JoinAnswer.WAIT;
    }
    if (!request.serving()) {
      return JoinAnswer.START;
    }
    List<RaftPeer> all = new ArrayList<>(others);
    all.add(RaftRuntime.peer(request.peer(), member));
    change(request.peer(), runtime, current, all);
    return JoinAnswer.WAIT;
  }

  private static boolean isPeer(RaftPeer peer, PeerName name) {
    return peer.getId().toString().equals(name.toString());
  }

  /// Changes the configuration after the node at the recorded address has said itself that it is
  /// that peer: nobody can put another node out.
  private void change(
      PeerName newcomer, RaftRuntime runtime, Collection<RaftPeer> from, Collection<RaftPeer> to) {
    if (!changes.idle()) {
      return;
    }
    CompletableFuture<Void> itself =
        ask.apply(newcomer.node())
            .thenAccept(status -> {
              if (!status.peer().equals(newcomer)) {
                throw new IllegalStateException(
                    newcomer + " asks to join, its address answers as " + status.peer());
              }
            });
    changes.start(runtime, () -> book.admitted(newcomer.node()).isPresent(), itself, from, to);
  }
}
