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
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Who the nodes are, as this one knows it now: what the replicated state says, and what the
/// configuration says as long as the state does not speak of this node. Thread-safe.
public final class MemberBook {
  /// Nodes that are remembered after they have gone; each needed an administrator to go.
  private static final int MOST_FORMER = 64;

  private final ConsensusConfig config;
  private volatile Known known;

  public MemberBook(ConsensusConfig config) {
    this.config = config;
    this.known = new Known(List.of(), everybody(config, List.of()), List.of());
  }

  /// Takes over what the state says.
  ///
  /// @return whether that is news
  public synchronized boolean update(List<ClusterMember> members) {
    Known before = known;
    boolean news = !before.recorded.equals(members);
    if (news) {
      List<Member> everybody = everybody(config, members);
      known = new Known(members, everybody, former(before, everybody));
    }
    return news;
  }

  private static List<Member> everybody(ConsensusConfig config, List<ClusterMember> recorded) {
    TreeMap<NodeName, Member> nodes = new TreeMap<>();
    boolean speaksOfMe = recorded.stream().anyMatch(member -> is(member, config.self()));
    if (!speaksOfMe) {
      config.members().forEach(member -> nodes.put(member.name(), member));
    }
    recorded.stream().map(MemberBook::node).forEach(node -> nodes.put(node.name(), node));
    nodes.put(config.self(), config.me());
    return List.copyOf(nodes.values());
  }

  private List<Member> former(Known before, List<Member> everybody) {
    Set<NodeName> seen = everybody.stream().map(Member::name).collect(Collectors.toSet());
    return Stream.of(before.everybody, config.members(), before.former)
        .flatMap(List::stream)
        .filter(member -> seen.add(member.name()))
        .limit(MOST_FORMER)
        .toList();
  }

  /// Whether the state names the members.
  public boolean isRecorded() {
    return !known.recorded.isEmpty();
  }

  /// The members by the state; by the configuration while the state names none.
  public List<ClusterMember> members() {
    List<ClusterMember> recorded = known.recorded;
    return recorded.isEmpty() ? configured() : recorded;
  }

  /// The members by the configuration.
  ///
  /// @throws IllegalArgumentException when an address is none that others can connect to
  public List<ClusterMember> configured() {
    return config.members().stream().map(MemberBook::record).toList();
  }

  /// All nodes to talk to, this one among them, in order of name. This one is where its own
  /// configuration says, because there it listens. The same object until something changes.
  public List<Member> everybody() {
    return known.everybody;
  }

  /// Who was one of them and is no more: as far as this process has seen them go, and those that
  /// the configuration lists and the state does not. The same object until something changes.
  public List<Member> former() {
    return known.former;
  }

  /// Where a node is that may come in; empty when it may not.
  public Optional<Member> admitted(NodeName name) {
    List<ClusterMember> recorded = known.recorded;
    if (recorded.isEmpty()) {
      return config.members().stream().filter(member -> member.name().equals(name)).findFirst();
    }
    return recorded.stream()
        .filter(member -> is(member, name) && !member.leaving())
        .map(MemberBook::node)
        .findFirst();
  }

  /// Who is on its way out.
  public Optional<NodeName> leaving() {
    return known.recorded.stream()
        .filter(ClusterMember::leaving)
        .map(member -> node(member).name())
        .findFirst();
  }

  /// What is wrong with this node's own entry, for people; empty when nothing is.
  public Optional<String> mismatch() {
    return known.recorded.stream()
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

  private record Known(List<ClusterMember> recorded, List<Member> everybody, List<Member> former) {
    Known {
      recorded = List.copyOf(recorded);
      everybody = List.copyOf(everybody);
      former = List.copyOf(former);
    }
  }
}
