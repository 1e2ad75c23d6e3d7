package io.craton.vault.node.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Seeds that found something, and the steps that were enough for it. A test of the layer that was
/// wrong holds each of them too: what a seed means changes with the simulation.
class RegressionTest {
  /// | seed | what was found |
  /// |---|---|
  /// | 20 | an attempt that came after its retry took effect a second time |
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"20 | 230,233"})
  void seedThatFailedOnceHolds(long seed, String steps) {
    TreeSet<Integer> numbers = new TreeSet<>();
    List.of(steps.split(",", -1)).forEach(number -> numbers.add(Integer.valueOf(number)));
    for (Plan plan : List.of(Plan.of(seed), Plan.of(seed).withNumbers(numbers))) {
      assertThat(plan.steps()).hasSizeGreaterThanOrEqualTo(numbers.size());
      assertThat(Simulation.run(plan, Mutation.NONE, false).violation()).isNull();
    }
  }
}
