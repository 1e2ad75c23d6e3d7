package io.craton.vault.core.cluster;

import java.util.List;
import java.util.Optional;

/// How the nodes of a cluster are doing, as one of them sees it at a moment. Not linearizable.
///
/// @param askedNode who sees it so
/// @param term of the leader, or the highest that anybody told
/// @param leader empty when no node says that it leads
/// @param nodes in order of name
public record ClusterOverview(
    MemberName askedNode, long term, Optional<MemberName> leader, List<NodeView> nodes) {
  public ClusterOverview {
    nodes = List.copyOf(nodes);
  }

  /// What is known of that node.
  public Optional<NodeView> node(MemberName name) {
    return nodes.stream().filter(node -> node.member().name().equals(name)).findFirst();
  }

  /// One node.
  ///
  /// @param peer its name in the log's configuration; a node whose disk was lost has a new one
  /// @param report what it says itself; empty when it did not answer in time
  /// @param reasons what is wrong with it, for people
  public record NodeView(
      ClusterMember member,
      Standing standing,
      Optional<String> peer,
      Optional<NodeReport> report,
      List<String> reasons) {
    public NodeView {
      reasons = List.copyOf(reasons);
    }
  }

  /// What a node has to do with the cluster.
  public enum Standing {
    /// It may come in, and has not been seen yet.
    ADMITTED("admitted"),
    /// It fetches what the others have; it does not vote before that is done.
    CATCHING_UP("catching-up"),
    /// Its vote counts.
    VOTER("voter"),
    /// It is to be taken out, and its vote counts until that is done.
    LEAVING("leaving");

    private final String wireName;

    Standing(String wireName) {
      this.wireName = wireName;
    }

    /// As it stands in answers.
    public String wireName() {
      return wireName;
    }
  }

  /// What a node says of itself.
  ///
  /// @param role leader, follower or joining
  /// @param term negative when it takes no part in Raft
  /// @param lag entries that the leader has committed and it has not applied; 0 for the leader
  public record NodeReport(String role, long term, long appliedIndex, long commitIndex, long lag) {}
}
