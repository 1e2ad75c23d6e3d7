package io.craton.vault.http.admin;

import io.craton.vault.core.cluster.ClusterMember;
import io.craton.vault.core.cluster.ClusterOverview;
import io.craton.vault.core.cluster.ClusterOverview.NodeReport;
import io.craton.vault.core.cluster.ClusterOverview.NodeView;
import io.craton.vault.core.cluster.ClusterOverview.Standing;
import io.craton.vault.core.cluster.MemberName;
import io.craton.vault.core.port.ClusterControl;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.StateReader;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Nodes that are well and vote as soon as they are members, except those that a test lets fail.
final class FakeCluster implements ClusterControl {
  static final MemberName LEADER = new MemberName("node-1");

  final Set<MemberName> silent = new HashSet<>();
  final Set<MemberName> withoutVote = new HashSet<>();
  private Supplier<List<ClusterMember>> members = List::of;

  /// Shows the members of a state.
  void follow(StateReader state) {
    members = () -> state.read(view -> view.members());
  }

  @Override
  public ClusterOverview overview(Deadline deadline) {
    return new ClusterOverview(
        LEADER, 3, Optional.of(LEADER), members.get().stream().map(this::view).toList());
  }

  private NodeView view(ClusterMember member) {
    boolean answers = !silent.contains(member.name());
    Standing standing =
        member.leaving()
            ? Standing.LEAVING
            : withoutVote.contains(member.name()) ? Standing.ADMITTED : Standing.VOTER;
    return new NodeView(
        member,
        standing,
        Optional.of(member.name() + "-0000000000000001"),
        answers
            ? Optional.of(
                new NodeReport(member.name().equals(LEADER) ? "leader" : "follower", 3, 40, 42, 2))
            : Optional.empty(),
        answers ? List.of() : List.of("does not answer"));
  }

  @Override
  public Handed transferLeadership(Optional<MemberName> to, Deadline deadline) {
    MemberName target = to.orElse(new MemberName("node-2"));
    return silent.contains(target)
        ? new Handed.Refused("node " + target + " does not answer the leader")
        : new Handed.To(target);
  }

  @Override
  public long snapshot(Deadline deadline) {
    return 42;
  }
}
