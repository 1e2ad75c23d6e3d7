package io.craton.vault.consensus.ratis;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;

/// When each peer has answered anything last: what tells one that is slow from a connection that is
/// dead. Thread-safe.
final class Answered {
  private final Map<RaftPeerId, Long> atNanos = new ConcurrentHashMap<>();

  void by(RaftPeerId peer) {
    atNanos.put(peer, System.nanoTime());
  }

  /// Whether it has answered anything since then, in [System#nanoTime()].
  boolean since(RaftPeer peer, long nanos) {
    Long last = atNanos.get(peer.getId());
    return last != null && last - nanos >= 0;
  }
}
