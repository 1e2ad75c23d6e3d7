package io.craton.vault.core.service;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.cluster.ClusterMember;
import io.craton.vault.core.cluster.ClusterOverview;
import io.craton.vault.core.cluster.ClusterOverview.NodeView;
import io.craton.vault.core.cluster.ClusterOverview.Standing;
import io.craton.vault.core.cluster.MemberName;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Command.AdmitMember;
import io.craton.vault.core.command.Command.RemoveMember;
import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.decision.Access;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.IdempotencyKey;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.port.ClusterControl;
import io.craton.vault.core.port.ClusterControl.Handed;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.token.Permission;
import java.util.List;
import java.util.Optional;

/// Changes who the members of the cluster are, and who leads. For callers with `admin`. Works on
/// every node, and each call is safe to repeat. Thread-safe.
///
/// A change is in force when the log has it; that a new node votes, and that one which leaves does
/// not any more, comes later and is seen in the [#overview].
public final class MembershipAdmin {
  private final ClusterControl cluster;
  private final Views views;
  private final Proposals proposals;
  private final Sources sources;

  public MembershipAdmin(Replica replica, ClusterControl cluster, Sources sources) {
    this.cluster = cluster;
    this.views = new Views(replica, sources);
    this.proposals = new Proposals(replica.ledger(), views, sources);
    this.sources = sources;
  }

  /// What a removal came to.
  public enum Removal {
    /// The node is on its way out.
    BEGUN,
    /// It is no member, whether or not it was one.
    GONE
  }

  /// How the nodes are doing.
  public ClusterOverview overview(Caller caller, Deadline deadline)
      throws RequestRefused, Unavailable {
    var _ = members(caller);
    return cluster.overview(deadline);
  }

  /// Lets a node become a member; it comes in by itself once it runs, and votes once it has caught
  /// up.
  ///
  /// @return false when it was one already, at these addresses
  public boolean admit(Caller caller, ClusterMember member, Deadline deadline)
      throws RequestRefused, Unavailable {
    boolean known = find(members(caller), member.name()).isPresent();
    propose(caller, new AdmitMember(member), deadline);
    return !known;
  }

  /// Has a node taken out.
  ///
  /// @param outageAccepted also when too few of the remaining nodes answer: until more of them are
  ///   back, the cluster then serves nobody
  /// @throws RequestRefused also when it is the last node, or the only one that votes
  public Removal remove(Caller caller, MemberName name, boolean outageAccepted, Deadline deadline)
      throws RequestRefused, Unavailable {
    List<ClusterMember> members = members(caller);
    Optional<ClusterMember> member = find(members, name);
    if (!members.isEmpty() && member.isEmpty()) {
      return Removal.GONE;
    }
    if (member.filter(ClusterMember::leaving).isPresent()) {
      return Removal.BEGUN;
    }
    if (members.size() > 1) {
      requireMajorityWithout(name, cluster.overview(deadline), outageAccepted);
    }
    propose(caller, new RemoveMember(name), deadline);
    return Removal.BEGUN;
  }

  private static void requireMajorityWithout(
      MemberName name, ClusterOverview overview, boolean outageAccepted) throws RequestRefused {
    List<NodeView> voters = overview.nodes().stream().filter(MembershipAdmin::votes).toList();
    List<NodeView> rest =
        voters.stream().filter(node -> !node.member().name().equals(name)).toList();
    if (rest.size() == voters.size()) {
      return;
    }
    if (rest.isEmpty()) {
      throw new RequestRefused(
          Rejection.Code.LAST_MEMBER,
          "no other node votes yet: wait until one has caught up, then remove " + name);
    }
    List<MemberName> silent =
        rest.stream()
            .filter(node -> node.report().isEmpty())
            .map(node -> node.member().name())
            .toList();
    int answering = rest.size() - silent.size();
    if (!outageAccepted && 2 * answering <= rest.size()) {
      throw new RequestRefused(
          Rejection.Code.MAJORITY_AT_RISK,
          "without %s, %d of %d nodes would answer, which is no majority: bring back %s first"
              .formatted(name, answering, rest.size(), silent));
    }
  }

  private static boolean votes(NodeView node) {
    return node.standing() == Standing.VOTER || node.standing() == Standing.LEAVING;
  }

  /// Has another node lead.
  ///
  /// @param to which one; any when empty
  /// @return who leads now
  /// @throws RequestRefused when the leader stayed: the target is no member, does not answer, or
  ///   lags
  public MemberName transferLeadership(Caller caller, Optional<MemberName> to, Deadline deadline)
      throws RequestRefused, Unavailable {
    List<ClusterMember> members = members(caller);
    if (to.isPresent() && !members.isEmpty() && find(members, to.get()).isEmpty()) {
      throw new RequestRefused(
          Rejection.Code.NO_SUCH_MEMBER, "node " + to.get() + " is no member of this cluster");
    }
    return switch (cluster.transferLeadership(to, deadline)) {
      case Handed.To handed -> handed.leader();
      case Handed.Refused refused ->
          throw new RequestRefused(Rejection.Code.LEADER_NOT_MOVED, refused.why());
    };
  }

  /// Has the node that is asked take a snapshot.
  ///
  /// @return up to which index of the log its latest snapshot reaches
  public long snapshot(Caller caller, Deadline deadline) throws RequestRefused, Unavailable {
    var _ = members(caller);
    return cluster.snapshot(deadline);
  }

  private List<ClusterMember> members(Caller caller) throws RequestRefused, Unavailable {
    return views.read(
        caller,
        reading -> {
          Optional<Rejection> denied =
              Access.check(reading.grant(), Permission.ADMIN, FolderPath.ROOT);
          if (denied.isPresent()) {
            throw new RequestRefused(denied.get());
          }
          return reading.view().members();
        });
  }

  private static Optional<ClusterMember> find(List<ClusterMember> members, MemberName name) {
    return members.stream().filter(member -> member.name().equals(name)).findFirst();
  }

  /// Decides here first, so that the log gets nothing that it would refuse. The tag makes an entry
  /// that the log holds twice count once: one that comes late lets nobody in again.
  private void propose(Caller caller, Command command, Deadline deadline)
      throws RequestRefused, Unavailable {
    IdempotencyKey key =
        new IdempotencyKey(Bytes.copyOf(sources.entropy().bytes(IdempotencyKey.SIZE)));
    Call call = new Call(caller, new RequestTag(key, List.of(), key.value()), deadline);
    var _ = proposals.propose(call, proposals.rehearse(call, command), command);
  }
}
