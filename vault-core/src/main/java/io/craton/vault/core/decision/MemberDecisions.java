package io.craton.vault.core.decision;

import static io.craton.vault.core.decision.Deliberation.refused;

import io.craton.vault.core.Limits;
import io.craton.vault.core.cluster.ClusterMember;
import io.craton.vault.core.cluster.MemberName;
import io.craton.vault.core.command.Command.AdmitMember;
import io.craton.vault.core.command.Command.CompleteRemoval;
import io.craton.vault.core.command.Command.RecordMembers;
import io.craton.vault.core.command.Command.RemoveMember;
import io.craton.vault.core.event.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Decisions on who may be a member. Each is safe to repeat: what is so already is done, and
/// changes nothing. Who votes is Raft's own configuration, which follows.
///
/// | | no members known | not a member | member | leaving | another is leaving |
/// |---|---|---|---|---|---|
/// | record | recorded | done | done | done | done |
/// | admit | refused | admitted | done, or refused at other addresses | refused | as without it |
/// | remove | refused | done | leaving, unless it is the last | done | refused |
/// | complete | done | done | refused | gone | – |
final class MemberDecisions {
  private MemberDecisions() {}

  static Outcome record(Deliberation deliberation, RecordMembers command) {
    if (deliberation.view().members().isEmpty()) {
      change(deliberation, command.members());
    }
    return new Outcome.Done();
  }

  static Outcome admit(Deliberation deliberation, AdmitMember command) {
    List<ClusterMember> members = deliberation.view().members();
    ClusterMember wanted = command.member();
    if (members.isEmpty()) {
      return unknown();
    }
    Optional<ClusterMember> same = find(members, wanted.name());
    if (same.isPresent()) {
      return again(same.get(), wanted);
    }
    Optional<ClusterMember> there = members.stream().filter(wanted::overlaps).findFirst();
    if (there.isPresent()) {
      return refused(
          Rejection.Code.MEMBER_ADDRESS_TAKEN,
          "node " + there.get().name() + " has one of these addresses");
    }
    if (members.size() >= Limits.MEMBERS) {
      return refused(
          Rejection.Code.TOO_MANY_MEMBERS,
          "a cluster has at most " + Limits.MEMBERS + " nodes; remove one first");
    }
    List<ClusterMember> more = new ArrayList<>(members);
    more.add(wanted);
    change(deliberation, more);
    return new Outcome.Done();
  }

  private static Outcome again(ClusterMember known, ClusterMember wanted) {
    if (known.leaving()) {
      return leaving(known.name());
    }
    if (!known.isWhere(wanted)) {
      return refused(
          Rejection.Code.MEMBER_ELSEWHERE,
          "node %s is a member at %s and %s; remove it before it is added elsewhere"
              .formatted(known.name(), known.raft(), known.peer()));
    }
    return new Outcome.Done();
  }

  static Outcome remove(Deliberation deliberation, RemoveMember command) {
    List<ClusterMember> members = deliberation.view().members();
    if (members.isEmpty()) {
      return unknown();
    }
    Optional<ClusterMember> member = find(members, command.name());
    if (member.isEmpty() || member.get().leaving()) {
      return new Outcome.Done();
    }
    Optional<ClusterMember> other = members.stream().filter(ClusterMember::leaving).findFirst();
    if (other.isPresent()) {
      return leaving(other.get().name());
    }
    if (members.size() == 1) {
      return refused(
          Rejection.Code.LAST_MEMBER,
          "node " + command.name() + " is the last one: stop it instead, and keep its data");
    }
    List<ClusterMember> after = new ArrayList<>(without(members, command.name()));
    after.add(member.get().onTheWayOut());
    change(deliberation, after);
    return new Outcome.Done();
  }

  static Outcome complete(Deliberation deliberation, CompleteRemoval command) {
    List<ClusterMember> members = deliberation.view().members();
    Optional<ClusterMember> member = find(members, command.name());
    if (member.isEmpty()) {
      return new Outcome.Done();
    }
    if (!member.get().leaving()) {
      return refused(
          Rejection.Code.MEMBER_CONFLICT, "node " + command.name() + " is a member that stays");
    }
    change(deliberation, without(members, command.name()));
    return new Outcome.Done();
  }

  private static void change(Deliberation deliberation, List<ClusterMember> members) {
    deliberation.add(
        new Event.MembersChanged(
            members.stream().sorted(Comparator.comparing(ClusterMember::name)).toList()));
  }

  private static List<ClusterMember> without(List<ClusterMember> members, MemberName name) {
    return members.stream().filter(member -> !member.name().equals(name)).toList();
  }

  private static Optional<ClusterMember> find(List<ClusterMember> members, MemberName name) {
    return members.stream().filter(member -> member.name().equals(name)).findFirst();
  }

  private static Outcome unknown() {
    return refused(
        Rejection.Code.MEMBERS_UNKNOWN, "the leader has not recorded the members of this cluster");
  }

  private static Outcome leaving(MemberName name) {
    return refused(
        Rejection.Code.MEMBER_LEAVING, "node " + name + " is on its way out; try when it is gone");
  }
}
