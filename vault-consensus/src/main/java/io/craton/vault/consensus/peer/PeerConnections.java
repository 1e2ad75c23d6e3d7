package io.craton.vault.consensus.peer;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/// The connections to this node. Who has not shown yet who he is takes no place of somebody who
/// has: strangers only push out each other. Thread-safe.
final class PeerConnections {
  /// Of nodes that have shown who they are: each peer holds one, and reconnects may overlap.
  private static final int MOST_KNOWN = 64;

  /// Of others. A member needs milliseconds to become known; so many would have to come in that
  /// time to push it out.
  private static final int MOST_UNKNOWN = 128;

  private final Set<Channel> unknown = new LinkedHashSet<>();
  private final ChannelGroup known = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

  /// Somebody has connected. When there are too many, the one that came first has to go.
  void came(Channel channel) {
    Optional<Channel> oldest;
    synchronized (unknown) {
      oldest = unknown.size() < MOST_UNKNOWN ? Optional.empty() : takeFirst(unknown.iterator());
      unknown.add(channel);
    }
    oldest.ifPresent(first -> {
      var _ = first.close();
    });
    var _ = channel.closeFuture().addListener(_ -> forget(channel));
  }

  private static Optional<Channel> takeFirst(Iterator<Channel> channels) {
    Channel first = channels.next();
    channels.remove();
    return Optional.of(first);
  }

  private void forget(Channel channel) {
    synchronized (unknown) {
      unknown.remove(channel);
    }
  }

  /// It has shown who it is, or nobody has to; closes it when there are too many.
  void known(Channel channel) {
    forget(channel);
    if (known.size() >= MOST_KNOWN) {
      var _ = channel.close();
    } else {
      known.add(channel);
    }
  }

  /// Closes all.
  void close() {
    Set<Channel> left;
    synchronized (unknown) {
      left = Set.copyOf(unknown);
    }
    left.forEach(channel -> channel.close().awaitUninterruptibly());
    known.close().awaitUninterruptibly();
  }
}
