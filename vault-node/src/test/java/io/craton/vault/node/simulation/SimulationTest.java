package io.craton.vault.node.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.node.simulation.Simulation.Report;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimulationTest {
  /// Fresh seeds for that long; `-Dcraton.simulation.seconds=N` for longer or shorter.
  private static final Duration BUDGET =
      Duration.ofSeconds(Long.getLong("craton.simulation.seconds", 120));

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);

  @Test
  // The seeds have to be seen even when the run hangs or is killed.
  @SuppressWarnings("SystemOut")
  void allInvariantsHoldForFreshSeeds() {
    // One that is on the real store comes first.
    long fresh = (long) Simulate.ON_DISK * new Random().nextInt(Integer.MAX_VALUE);
    long first = Long.getLong("craton.seed", fresh);
    System.out.println("SimulationTest: craton.seed=" + first);
    Simulate simulate = new Simulate(System.out, System::nanoTime, Mutation.NONE);
    boolean held = simulate.runSeeds(first, Long.MAX_VALUE, BUDGET);
    simulate.summarise();
    assertThat(held).as("seed %d and what follows: see above", first).isTrue();
    assertThat(simulate.seeds()).isPositive();
  }

  @Test
  void sameSeedGivesTheSameRun() {
    Plan plan = Plan.of(7);
    List<String> once = Simulation.run(plan, Mutation.NONE, true).trace();
    List<String> again = Simulation.run(plan, Mutation.NONE, true).trace();
    assertThat(once).hasSizeGreaterThan(100).isEqualTo(again);
  }

  @Test
  void everyFaultIsMetAndEveryRequestIsAcknowledged() {
    Set<Faults.Kind> unmet = EnumSet.allOf(Faults.Kind.class);
    Set<What> unacknowledged = EnumSet.allOf(What.class);
    unacknowledged.removeIf(What::isFault);
    for (long seed = 0; seed < 200 && !(unmet.isEmpty() && unacknowledged.isEmpty()); seed++) {
      Report report = Simulation.run(Plan.of(seed), Mutation.NONE, false);
      unmet.removeAll(report.faults().counts().keySet());
      unacknowledged.removeAll(report.acknowledged().keySet());
    }
    assertThat(unmet).isEmpty();
    assertThat(unacknowledged).isEmpty();
  }

  @Test
  void failureIsMadeSmallAndRunsAgainToTheSameFailure() {
    Simulate simulate = new Simulate(out, System::nanoTime, Mutation.STALE_HANDLE);
    boolean held = simulate.runSeeds(1, 50, Duration.ofMinutes(5));
    String text = written.toString(StandardCharsets.UTF_8);
    assertThat(held).isFalse();
    assertThat(text).contains("SIGNATURE_KEYS").contains("again: scripts/simulate --seed");
    String[] again = text.substring(text.indexOf("again: ")).strip().split(" ", -1);
    Plan least = Simulate.plan(Long.parseLong(again[3]), again[5]);
    assertThat(least.steps()).hasSizeLessThan(Plan.of(least.seed()).steps().size() / 4);
    assertThat(Simulation.run(least, Mutation.STALE_HANDLE, false).violation())
        .isInstanceOfSatisfying(
            Violation.class,
            violation -> assertThat(violation.invariant()).isEqualTo(Invariant.SIGNATURE_KEYS));
  }

  @Test
  void wrongArgumentsAreRefused() {
    assertThat(SimulationMain.run(out, "--seeds", "many")).isEqualTo(2);
    assertThat(SimulationMain.run(out, "--days", "1")).isEqualTo(2);
    assertThat(SimulationMain.run(out, "--seeds", "1", "--from", "3")).isZero();
    assertThat(written.toString(StandardCharsets.UTF_8)).contains("1 seeds");
  }
}
