package io.craton.vault.consensus.peer;

import io.craton.vault.consensus.NodeName;

/// Is told what becomes of the connections to other nodes. Called on network threads: must not
/// block.
public interface Losses {
  /// Tells nobody.
  Losses UNNOTICED =
      new Losses() {
        @Override
        public void lost(NodeName node) {}

        @Override
        public void refused(NodeName node) {}
      };

  /// The connection to a node broke.
  void lost(NodeName node);

  /// A node, to which there was a connection, has refused another: nobody listens at its address.
  /// Told at each attempt, with growing pauses between them.
  void refused(NodeName node);
}
