package io.craton.vault.node.chaos.world;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// The network between the nodes. Nodes count from 1.
public interface Network {
  /// Where a node listens.
  String address(int node);

  /// What a command line begins with that runs on that node's machine.
  List<String> on(int node);

  /// Whether it can be broken; if not, the methods below do nothing.
  boolean breakable();

  /// From now on, nothing that one node sends reaches the other; not the other way round.
  void block(int from, int to);

  /// What nodes send to each other is late, out of order, lost and doubled.
  ///
  /// @param jitter added to the delay, between nothing and this
  /// @param lossPercent of all packets
  void disturb(Duration delay, Duration jitter, int lossPercent) throws IOException;

  /// Ends all blocks.
  void unblock();

  /// Ends the disturbance.
  void calm() throws InterruptedException;
}
