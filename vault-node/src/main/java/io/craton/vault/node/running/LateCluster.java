package io.craton.vault.node.running;

import io.craton.vault.consensus.ratis.ConsensusNode;
import io.craton.vault.core.cluster.ClusterOverview;
import io.craton.vault.core.cluster.MemberName;
import io.craton.vault.core.port.ClusterControl;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import java.time.Duration;
import java.util.Optional;

/// The nodes of the cluster for those who are there before consensus has started: until then every
/// question is answered [Unavailable]. Thread-safe.
record LateCluster(Readiness readiness) implements ClusterControl {
  @Override
  public ClusterOverview overview(Deadline deadline) throws Unavailable {
    return started().overview(deadline);
  }

  @Override
  public Handed transferLeadership(Optional<MemberName> to, Deadline deadline) throws Unavailable {
    return started().transferLeadership(to, deadline);
  }

  @Override
  public long snapshot(Deadline deadline) throws Unavailable {
    return started().snapshot(deadline);
  }

  private ClusterControl started() throws Unavailable {
    return readiness
        .consensus()
        .map(ConsensusNode::control)
        .orElseThrow(() ->
            new Unavailable(
                Unavailable.Reason.NOT_READY, "this node is starting", Duration.ofSeconds(1)));
  }
}
