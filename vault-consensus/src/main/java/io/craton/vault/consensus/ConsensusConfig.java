package io.craton.vault.consensus;

import io.craton.vault.core.Limits;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Everything a node needs to know to take part.
///
/// @param cluster which cluster
/// @param self which of the members this node is
/// @param members all nodes that a new cluster starts with, the same list on every node; for one
///   that joins, itself and some nodes to ask. Kept in order of name. Once the cluster has recorded
///   its members, they count
/// @param dataDirectory belongs to this node alone; holds `identity`, `raft/` and `state/`
/// @param network how it is connected
/// @param tuning see [Tuning]
public record ConsensusConfig(
    ClusterId cluster,
    NodeName self,
    List<Member> members,
    Path dataDirectory,
    Network network,
    Tuning tuning) {
  /// Most members of one cluster: every write waits for a majority of them, and every message about
  /// membership has room for all.
  public static final int MAX_MEMBERS = Limits.MEMBERS;

  /// @throws IllegalArgumentException when `self` is no member, a name or an address is given
  ///   twice, or there are more than nine members
  public ConsensusConfig {
    members = members.stream().sorted(Comparator.comparing(Member::name)).toList();
    if (members.isEmpty() || members.size() > MAX_MEMBERS) {
      throw new IllegalArgumentException(
          "expected 1 to " + MAX_MEMBERS + " members, found " + members.size());
    }
    Set<Object> seen = new HashSet<>();
    for (Member member : members) {
      if (!seen.add(member.name()) || !seen.add(member.raft()) || !seen.add(member.peer())) {
        throw new IllegalArgumentException("a name or an address stands twice: " + member);
      }
    }
    if (!seen.contains(self)) {
      throw new IllegalArgumentException("node " + self + " is not among the members");
    }
  }

  /// This node's own entry.
  public Member me() {
    return members.stream().filter(member -> member.name().equals(self)).findFirst().orElseThrow();
  }
}
