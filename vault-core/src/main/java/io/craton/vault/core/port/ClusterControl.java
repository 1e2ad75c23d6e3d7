package io.craton.vault.core.port;

import io.craton.vault.core.cluster.ClusterOverview;
import io.craton.vault.core.cluster.MemberName;
import java.util.Optional;

/// The nodes of the cluster, beside the log. Thread-safe; callers block.
public interface ClusterControl {
  /// How the nodes are doing, asked for now. Nodes that do not answer within half a second are
  /// shown as such.
  ///
  /// @throws Unavailable while this node does not take part
  ClusterOverview overview(Deadline deadline) throws Unavailable;

  /// Has the leader hand on its leadership, whichever node it is.
  ///
  /// @param to to whom; to any node that has everything when empty
  /// @throws Unavailable when there is no leader, or it does not answer in time
  Handed transferLeadership(Optional<MemberName> to, Deadline deadline) throws Unavailable;

  /// Has this node take a snapshot, unless nothing was applied since the last one.
  ///
  /// @return the index of the log up to which its latest snapshot reaches
  long snapshot(Deadline deadline) throws Unavailable;

  /// What came of a transfer.
  sealed interface Handed {
    /// That node leads.
    record To(MemberName leader) implements Handed {}

    /// The leader stayed.
    ///
    /// @param why for people
    record Refused(String why) implements Handed {}
  }
}
