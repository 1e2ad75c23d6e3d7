package io.craton.vault.consensus.peer;

import io.craton.vault.consensus.membership.HandOver;
import io.craton.vault.consensus.membership.JoinAnswer;
import io.craton.vault.consensus.membership.JoinRequest;
import io.craton.vault.consensus.membership.PeerStatus;
import io.craton.vault.consensus.membership.Succession;
import java.util.concurrent.CompletableFuture;

/// What a node answers to its peers. Called on network threads: must not block.
public interface PeerService {
  /// How things are now, not earlier.
  PeerStatus status();

  /// Sees to a peer that wants to join, in the background.
  JoinAnswer join(JoinRequest request);

  /// Hands on the leadership of this node. The future has an answer within seconds.
  CompletableFuture<HandOver.Answer> handOver(HandOver.Request request);

  /// Says whether the leader is gone for this node too. The future has an answer soon.
  CompletableFuture<Succession.Answer> succession(Succession.Question question);
}
