package io.craton.vault.node.chaos.load;

import io.craton.vault.node.chaos.check.Linearizability;
import io.craton.vault.node.chaos.check.Linearizability.Result;
import io.craton.vault.node.chaos.check.Revocations;
import java.util.ArrayList;
import java.util.List;

/// What was found out about histories.
///
/// @param histories that were judged
/// @param violations for people
/// @param revocations of what can be revoked
public record Verdicts(long histories, List<String> violations, Revocations.Outcome revocations) {
  public static final Verdicts NONE = new Verdicts(0, List.of(), new Revocations.Outcome(0, 0, 0));

  static Verdicts of(String thing, Linearizability.Verdict verdict) {
    List<String> wrong =
        verdict.result() == Result.LINEARIZABLE
            ? List.of()
            : List.of(thing + ": " + verdict.result() + ", " + verdict.reason());
    return new Verdicts(1, wrong, NONE.revocations);
  }

  Verdicts with(Revocations.Outcome more) {
    return new Verdicts(histories, violations, revocations.and(more));
  }

  Verdicts and(Verdicts other) {
    List<String> all = new ArrayList<>(violations);
    all.addAll(other.violations);
    return new Verdicts(histories + other.histories, all, revocations.and(other.revocations));
  }
}
