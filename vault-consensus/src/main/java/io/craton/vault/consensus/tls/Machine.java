package io.craton.vault.consensus.tls;

import io.craton.vault.consensus.Member;
import io.craton.vault.consensus.NodeName;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/// A node by where it is: a certificate that names one of its hosts speaks for it, as they are one
/// machine's.
public record Machine(NodeName node, Set<String> hosts) {
  public Machine {
    hosts = Set.copyOf(hosts);
  }

  /// The machine of a member.
  public static Machine of(Member member) {
    String raft = member.raft().host();
    String peer = member.peer().host();
    return new Machine(member.name(), raft.equals(peer) ? Set.of(raft) : Set.of(raft, peer));
  }

  /// Those of members, in their order.
  public static List<Machine> of(Collection<Member> members) {
    return members.stream().map(Machine::of).toList();
  }
}
