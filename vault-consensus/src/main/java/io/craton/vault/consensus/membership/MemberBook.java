package io.craton.vault.consensus.membership;

import io.craton.vault.consensus.ConsensusConfig;
import io.craton.vault.consensus.HostPort;
import io.craton.vault.consensus.Member;
import io.craton.vault.consensus.NodeName;
import io.craton.vault.core.cluster.ClusterMember;
import io.craton.vault.core.cluster.MemberAddress;
import io.craton.vault.core.cluster.MemberName;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Who the nodes are, as this one knows it now: what the replicated state says, and what the
/// configuration says as long as the state does not speak of this node. Thread-safe.
public final class MemberBook {
  private final ConsensusConfig config;
  private volatile List<ClusterMember> recorded = List.of();

  public MemberBook(ConsensusConfig config) {
    this.config = config;
  }

  /// Takes over what the state says.
  ///
  /// @return whether that is news
  public synchronized boolean update(List<ClusterMember> members) {
    boolean news = !recorded.equals(members);
    recorded = List.copyOf(members);
    return news;
  }

  /// Whether the state names the members.
  public boolean isRecorded() {
    return !recorded.isEmpty();
  }

  /// The members by the state; by the configuration while the state names none.
  public List<ClusterMember> members() {
    List<ClusterMember> known = recorded;
    return known.isEmpty() ? configured() : known;
  }

  /// The members by the configuration.
  ///
  /// @throws IllegalArgumentException when an address is none that others can connect to
  public List<ClusterMember> configured() {
    return config.members().stream().map(MemberBook::record).toList();
  }

  /// All nodes to talk to, this one among them, in order of name. This one is where its own
  /// configuration says, because there it listens.
  public List<Member> everybody() {
    List<ClusterMember> known = recorded;
    TreeMap<NodeName, Member> nodes = new TreeMap<>();
    boolean speaksOfMe = known.stream().anyMatch(member -> is(member, config.self()));
    if (!speaksOfMe) {
      config.members().forEach(member -> nodes.put(member.name(), member));
    }
    known.stream().map(MemberBook::node).forEach(node -> nodes.put(node.name(), node));
    nodes.put(config.self(), config.me());
    return List.copyOf(nodes.values());
  }

  /// Where a node is that may come in; empty when it may not.
  public Optional<Member> admitted(NodeName name) {
    List<ClusterMember> known = recorded;
    if (known.isEmpty()) {
      return config.members().stream().filter(member -> member.name().equals(name)).findFirst();
    }
    return known.stream()
        .filter(member -> is(member, name) && !member.leaving())
        .map(MemberBook::node)
        .findFirst();
  }

  /// Who is on its way out.
  public Optional<NodeName> leaving() {
    return recorded.stream()
        .filter(ClusterMember::leaving)
        .map(member -> node(member).name())
        .findFirst();
  }

  /// What is wrong with this node's own entry, for people; empty when nothing is.
  public Optional<String> mismatch() {
    return recorded.stream()
        .filter(member -> is(member, config.self()))
        .map(MemberBook::node)
        .filter(member -> !member.equals(config.me()))
        .map(member ->
            "its configuration has it at %s and %s, the cluster at %s and %s"
                .formatted(config.me().raft(), config.me().peer(), member.raft(), member.peer()))
        .findFirst();
  }

  private static boolean is(ClusterMember member, NodeName name) {
    return member.name().value().equals(name.value());
  }

  private static ClusterMember record(Member member) {
    return new ClusterMember(
        new MemberName(member.name().value()), address(member.raft()), address(member.peer()));
  }

  private static MemberAddress address(HostPort address) {
    return new MemberAddress(address.host(), address.port());
  }

  private static Member node(ClusterMember member) {
    return new Member(
        new NodeName(member.name().value()),
        new HostPort(member.raft().host(), member.raft().port()),
        new HostPort(member.peer().host(), member.peer().port()));
  }
}
