package io.craton.vault.http.admin;

import io.craton.vault.http.health.Health;
import io.craton.vault.http.health.HealthReason;
import java.util.List;
import java.util.Optional;

/// How a node is.
///
/// @param role as Raft names it: leader, follower, candidate
/// @param leader the node that leads, if that is known
/// @param readiness whether it should get requests
/// @param hsm the HSM's health in words; never a PIN
/// @param peers the other nodes
public record NodeStatus(
    String node,
    String clusterId,
    String role,
    Optional<String> leader,
    LogPosition log,
    Readiness readiness,
    String hsm,
    List<Peer> peers) {
  public NodeStatus {
    peers = List.copyOf(peers);
  }

  /// How far the node has come in the replicated log.
  public record LogPosition(long term, long appliedIndex, long commitIndex) {}

  /// Whether a node should get requests.
  ///
  /// @param reasons why not; empty when ready
  /// @param warnings what needs attention and leaves it ready
  public record Readiness(List<HealthReason> reasons, List<String> warnings) {
    public Readiness {
      warnings = List.copyOf(warnings);
      reasons = List.copyOf(reasons);
    }

    /// Whether it should.
    public boolean ready() {
      return reasons.isEmpty();
    }
  }

  /// Another node, as this one sees it.
  ///
  /// @param state such as reachable, or for how long not
  public record Peer(String node, String address, String state) {}

  /// The same for who sends requests.
  public Health health() {
    return new Health(leads(), leader, readiness.reasons());
  }

  /// True when this node leads.
  public boolean leads() {
    return leader.filter(node::equals).isPresent();
  }
}
