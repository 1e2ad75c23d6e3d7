package io.craton.vault.node.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The invariants would notice.
class MutationTest {
  /// Within so many seeds, each of which takes a fraction of a second.
  private static final int SEEDS = 100;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void plantedBugIsCaughtByItsInvariant(Mutation mutation) {
    Set<Invariant> caughtBy = EnumSet.noneOf(Invariant.class);
    for (long seed = 1; seed <= SEEDS && !caughtBy.contains(mutation.breaks()); seed++) {
      Violation violation = Simulation.run(Plan.of(seed), mutation, false).violation();
      if (violation != null) {
        caughtBy.add(violation.invariant());
      }
    }
    assertThat(caughtBy).contains(mutation.breaks());
  }

  @Test
  void everyInvariantHasABugThatBreaksIt() {
    Set<Invariant> broken = EnumSet.noneOf(Invariant.class);
    for (Mutation mutation : Mutation.values()) {
      if (mutation != Mutation.NONE) {
        broken.add(mutation.breaks());
      }
    }
    assertThat(broken).containsExactlyInAnyOrder(Invariant.values());
  }
}
