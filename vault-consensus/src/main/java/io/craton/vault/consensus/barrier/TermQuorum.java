package io.craton.vault.consensus.barrier;

import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.membership.PeerStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/// When do answers of peers prove that a log index covers everything acknowledged so far? Pure.
public final class TermQuorum {
  private TermQuorum() {}

  /// The commit index C of a leader, if `answers`, all of them made after the question, show that a
  /// majority of the leader's own configuration, the leader among them, was in its term.
  ///
  /// Then everything acknowledged before the question lies at or below C: a leader of a higher term
  /// would have needed the votes of a majority, each of which was in that higher term from then on;
  /// and a ready leader knows of all that earlier leaders committed. `voters` must be what the
  /// leader itself uses, which its fingerprint shows: with an outdated configuration a majority
  /// proves nothing.
  public static OptionalLong confirmed(Voters voters, Collection<PeerStatus> answers) {
    for (PeerStatus leader : answers) {
      if (leads(leader, voters) && voters.majority(inTerm(leader.raft().term(), answers))) {
        return OptionalLong.of(leader.raft().commitIndex());
      }
    }
    return OptionalLong.empty();
  }

  /// Answers that confirm by themselves what `answers` do: the latest of those that it takes not
  /// are left out, but for that of `self`, which costs nothing.
  ///
  /// @param answers that confirm something, in the order in which they came
  public static List<PeerStatus> needed(Voters voters, List<PeerStatus> answers, NodeName self) {
    List<PeerStatus> needed = new ArrayList<>(answers);
    for (PeerStatus answer : answers.reversed()) {
      if (!answer.peer().node().equals(self)) {
        needed.remove(answer);
        if (confirmed(voters, needed).isEmpty()) {
          needed.add(answer);
        }
      }
    }
    return needed;
  }

  private static boolean leads(PeerStatus status, Voters voters) {
    return status.raft().readyLeader()
        && status.raft().term() >= 0
        && status.raft().voters() == voters.fingerprint()
        && voters.all().contains(status.peer().toString());
  }

  private static Set<String> inTerm(long term, Collection<PeerStatus> answers) {
    return answers.stream()
        .filter(answer -> answer.raft().term() == term)
        .map(answer -> answer.peer().toString())
        .collect(Collectors.toSet());
  }
}
