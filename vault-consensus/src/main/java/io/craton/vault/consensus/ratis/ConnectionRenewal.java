package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.TlsIdentity;
import io.craton.vault.consensus.tls.PeerGuard;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServerRpc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes this node's connections to its peers anew once its certificates were renewed, one peer
/// after the other, so that a majority stays connected. Thread-safe.
///
/// Each connection between two nodes is one of these for one of them, so none outlives the
/// certificates it was made with by more than some seconds. What is under way on a connection has
/// three seconds to end; Ratis sends again what has not ended.
final class ConnectionRenewal {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionRenewal.class);

  private final Optional<PeerGuard> guard;
  private final RaftServerRpc servers;
  private final BiConsumer<RaftPeerId, IOException> proposals;
  private final Supplier<? extends Collection<RaftPeerId>> others;
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile Optional<TlsIdentity> madeWith;

  /// @param servers connections for messages of Raft
  /// @param proposals replaces the connection for proposals to a peer
  ConnectionRenewal(
      Optional<PeerGuard> guard,
      RaftServerRpc servers,
      BiConsumer<RaftPeerId, IOException> proposals,
      Supplier<? extends Collection<RaftPeerId>> others) {
    this.guard = guard;
    this.servers = servers;
    this.proposals = proposals;
    this.others = others;
    this.madeWith = guard.map(PeerGuard::identity);
  }

  /// Looks whether it is due, and if so begins. Called now and then; does not wait.
  void begin() {
    Optional<TlsIdentity> now = guard.map(PeerGuard::identity);
    if (now.equals(madeWith) || !running.compareAndSet(false, true)) {
      return;
    }
    madeWith = now;
    var _ = Thread.ofVirtual().name("connection-renewal").start(this::renew);
  }

  private void renew() {
    IOException reason = new IOException("certificates were renewed");
    try {
      for (RaftPeerId peer : others.get()) {
        servers.handleException(peer, reason, true);
        proposals.accept(peer, reason);
        LOG.info("connections to {} made anew with renewed certificates", peer);
      }
    } catch (RuntimeException e) {
      LOG.warn("connections were not made anew", e);
    } finally {
      running.set(false);
    }
  }
}
