package io.craton.vault.consensus.peer;

import io.craton.vault.consensus.ClusterId;
import io.craton.vault.consensus.ConsensusConfig;
import io.craton.vault.consensus.Member;
import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.membership.HandOver;
import io.craton.vault.consensus.membership.JoinAnswer;
import io.craton.vault.consensus.membership.JoinRequest;
import io.craton.vault.consensus.membership.PeerStatus;
import io.craton.vault.consensus.membership.Succession;
import io.craton.vault.consensus.tls.PeerGuard;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Asks the other nodes, and answers them. Thread-safe.
///
/// Every answer was made after its question was asked: questions carry a number of their own, and
/// answers that come late are dropped.
public final class PeerNetwork implements AutoCloseable {
  private static final int THREADS = 2;

  /// How long a connection may go on with certificates that were replaced.
  private static final long RENEWAL_MILLIS = 1_000;

  private final PeerService service;
  private final NodeName self;
  private final ClusterId cluster;
  private final PeerTls tls;
  private final EventLoopGroup loops;
  private final PeerServer server;
  private final Map<NodeName, PeerLink> links = new ConcurrentHashMap<>();
  private final Losses losses;
  private volatile FounderHashes founders = FounderHashes.of(List.of());
  private boolean closed;

  /// Listens, and starts to connect to the members of the configuration.
  ///
  /// @param guard nobody is kept out when empty
  /// @param losses is told of connections that break, from now on, before this returns
  /// @throws IOException when the address cannot be bound or the key material cannot be used
  public PeerNetwork(
      ConsensusConfig config, Optional<PeerGuard> guard, PeerService service, Losses losses)
      throws IOException {
    this.service = service;
    this.losses = losses;
    this.self = config.self();
    this.cluster = config.cluster();
    this.tls = PeerTls.of(guard);
    this.loops =
        new MultiThreadIoEventLoopGroup(
            THREADS, new DefaultThreadFactory("peer-" + self, true), NioIoHandler.newFactory());
    Listen listen = new Listen(loops, config.network().bindHost(), config.me().peer().port());
    try {
      this.server = new PeerServer(listen, config.cluster(), service, () -> founders, tls);
    } catch (IOException e) {
      var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      throw e;
    }
    connectTo(config.members());
    var _ =
        loops.scheduleWithFixedDelay(
            () -> links.values().forEach(PeerLink::renewWhenDue),
            RENEWAL_MILLIS,
            RENEWAL_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  /// Keeps a connection to each of these nodes but this one, from now on, and to nobody else. What
  /// waits for an answer of a node that is left out, or is somewhere else now, fails.
  public synchronized void connectTo(List<Member> members) {
    if (closed) {
      return;
    }
    Map<NodeName, Member> wanted = new HashMap<>();
    members.stream()
        .filter(member -> !member.name().equals(self))
        .forEach(member -> wanted.put(member.name(), member));
    links
        .values()
        .removeIf(link -> {
          boolean outdated = !link.member().equals(wanted.get(link.member().name()));
          if (outdated) {
            link.close();
          }
          return outdated;
        });
    wanted.forEach((name, member) -> {
      if (!links.containsKey(name)) {
        PeerLink link = new PeerLink(member, cluster, loops, tls, losses);
        links.put(name, link);
        link.connect();
      }
    });
    founders = FounderHashes.of(members.stream().map(Member::name).toList());
  }

  /// Asks a node, or this one, how things are. The future fails when there is no connection; it has
  /// no timeout of its own.
  public CompletableFuture<PeerStatus> status(NodeName node) {
    if (node.equals(self)) {
      return CompletableFuture.completedFuture(service.status());
    }
    return ask(node, Frame.Type.STATUS_REQUEST, FrameBodies.empty())
        .thenApply(frame -> of(node, FrameBodies.status(frame.body(), founders)));
  }

  /// A member's certificate lets it speak for itself only.
  private static PeerStatus of(NodeName node, PeerStatus status) {
    if (!status.peer().node().equals(node)) {
      throw new IllegalArgumentException(
          "at the address of " + node + " answers " + status.peer().node());
    }
    return status;
  }

  /// Asks a node for membership.
  public CompletableFuture<JoinAnswer> join(NodeName node, JoinRequest request) {
    return ask(node, Frame.Type.JOIN_REQUEST, FrameBodies.of(request))
        .thenApply(frame -> FrameBodies.joinAnswer(frame.body()));
  }

  /// Asks a node to hand on its leadership.
  public CompletableFuture<HandOver.Answer> handOver(NodeName node, HandOver.Request request) {
    return ask(node, Frame.Type.HAND_OVER_REQUEST, FrameBodies.of(request))
        .thenApply(frame -> FrameBodies.handOverAnswer(frame.body()));
  }

  /// Asks a voter whether the leader is gone for it too.
  public CompletableFuture<Succession.Answer> succession(
      NodeName node, Succession.Question question) {
    return ask(node, Frame.Type.SUCCESSION_REQUEST, FrameBodies.of(question))
        .thenApply(frame -> FrameBodies.successionAnswer(frame.body()));
  }

  /// Whether there was a connection to the node, and its machine has refused another since.
  public boolean isRefused(NodeName node) {
    PeerLink link = links.get(node);
    return link != null && link.isRefused();
  }

  /// Runs short things later.
  public ScheduledExecutorService scheduler() {
    return loops;
  }

  private CompletableFuture<Frame> ask(NodeName node, Frame.Type type, byte[] body) {
    PeerLink link = links.get(node);
    if (link == null) {
      return CompletableFuture.failedFuture(new IOException("node " + node + " is no member"));
    }
    return link.ask(type, body);
  }

  /// Closes the listener and all connections.
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    links.values().forEach(PeerLink::close);
    server.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  record Listen(EventLoopGroup loops, String host, int port) {}
}
