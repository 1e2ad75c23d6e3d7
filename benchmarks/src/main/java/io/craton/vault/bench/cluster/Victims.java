package io.craton.vault.bench.cluster;

import java.io.IOException;

/// A cluster whose leader can be killed.
interface Victims {
  /// Kills the process of the leader, as `kill -9` does.
  Kill killLeader() throws IOException, InterruptedException;

  /// Starts it again, and returns when all nodes are ready.
  void restore() throws IOException, InterruptedException;

  /// The instants ([System#nanoTime()]) between which a leader was killed.
  record Kill(long before, long after) {}
}
