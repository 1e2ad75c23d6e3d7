package io.craton.vault.consensus.membership;

import java.io.IOException;

/// The node was taken out of its cluster, and its data say so. It does not come in by itself again.
public final class RemovedNodeException extends IOException {
  private static final long serialVersionUID = 1L;

  public RemovedNodeException(PeerName peer) {
    super(
        "node "
            + peer.node()
            + " was removed from the cluster as peer "
            + peer
            + "; to have it in again, empty its data directory and add it");
  }
}
