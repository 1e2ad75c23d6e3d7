package io.craton.vault.consensus.membership;

import io.craton.vault.consensus.NodeName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a candidate does after it has asked all members for their status. Pure; decision record 003
/// has the argument.
public final class Formation {
  private Formation() {}

  /// What to do.
  public sealed interface Step {
    /// Ask again.
    record Wait() implements Step {}

    /// Start a new cluster with these peers, this node among them.
    record Found(List<PeerName> founders) implements Step {}

    /// Ask the cluster that exists to be taken in.
    record Join() implements Step {}
  }

  /// Decides from two rounds of answers, the second asked for after the first was complete.
  ///
  /// | condition, first that holds | step |
  /// |---|---|
  /// | a peer's founders include this very peer | found with them |
  /// | a peer is founder or member | join |
  /// | this node's name is the lowest, every member answered as a candidate with the same list of members, in both rounds with the same nonces | found |
  /// | otherwise | wait |
  ///
  /// @param self this node's own status, a candidate
  /// @param names all members, in order
  /// @param first the answers of the first round by member, this node's own among them
  /// @param second those of the second
  public static Step next(
      PeerStatus self,
      List<NodeName> names,
      Map<NodeName, PeerStatus> first,
      Map<NodeName, PeerStatus> second) {
    for (PeerStatus status : second.values()) {
      if (status.founders().contains(self.peer())) {
        return new Step.Found(status.founders());
      }
    }
    boolean exists =
        second.values().stream()
            .anyMatch(s -> s.phase() == Phase.FOUNDER || s.phase() == Phase.MEMBER);
    if (exists) {
      return new Step.Join();
    }
    Optional<List<PeerName>> before = candidates(self, names, first);
    Optional<List<PeerName>> after = candidates(self, names, second);
    if (self.peer().node().equals(names.getFirst()) && after.isPresent() && before.equals(after)) {
      return new Step.Found(after.get());
    }
    return new Step.Wait();
  }

  /// All members in order, if each of them answered as a candidate that knows the same members.
  private static Optional<List<PeerName>> candidates(
      PeerStatus self, List<NodeName> names, Map<NodeName, PeerStatus> answers) {
    List<PeerName> peers =
        names.stream()
            .flatMap(name -> Optional.ofNullable(answers.get(name)).stream())
            .filter(s -> s.phase() == Phase.CANDIDATE && s.members() == self.members())
            .map(PeerStatus::peer)
            .toList();
    return peers.size() == names.size() ? Optional.of(peers) : Optional.empty();
  }
}
