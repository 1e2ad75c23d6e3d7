package io.craton.vault.consensus.ratis;

import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeer;

/// The ways on which entries get to whoever leads. Thread-safe.
interface Submission {
  /// A number that no other entry of this node's has.
  long newCall();

  /// The leader, as far as this node knows.
  Optional<RaftPeer> leader();

  /// Who has a vote.
  Collection<RaftPeer> peers();

  /// Sends an entry to a peer that may be the leader. The same call may be sent to several peers,
  /// and again after it was answered or failed: the log takes it once, as long as a leader
  /// remembers the call. All entries to one peer share a connection, and while one of them is not
  /// answered it must not be sent there again.
  CompletableFuture<RaftClientReply> submit(RaftPeer target, long call, Message entry);

  /// The number of the connection that entries to that peer take now.
  long connection(RaftPeer peer);

  /// Drops a broken connection, so that the next call makes a new one. What is under way on it
  /// fails. Does nothing when it has been dropped before: what broke with it is told by each who
  /// waited, and the connection of now is none of theirs.
  ///
  /// @param connection of the time when what failed was sent
  void disconnected(RaftPeer peer, long connection, Throwable cause);
}
