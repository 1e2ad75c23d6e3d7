package io.craton.vault.node.simulation;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Random;

/// The program behind `scripts/simulate`.
public final class SimulationMain {
  private static final Duration NO_BUDGET = Duration.ofDays(365);

  private SimulationMain() {}

  /// Exit code 1 means that an invariant was violated, 2 that the arguments were wrong.
  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) {
    System.exit(run(System.out, arguments));
  }

  static int run(PrintStream out, String... arguments) {
    long seeds = Long.MAX_VALUE;
    Duration budget = NO_BUDGET;
    long seed = new Random().nextInt(Integer.MAX_VALUE);
    boolean one = false;
    String steps = "";
    Mutation mutation = Mutation.NONE;
    try {
      for (int i = 0; i + 1 < arguments.length; i += 2) {
        String value = arguments[i + 1];
        switch (arguments[i]) {
          case "--seeds" -> seeds = Long.parseLong(value);
          case "--minutes" -> budget = Duration.ofMillis((long) (Double.parseDouble(value) * 60e3));
          case "--from" -> seed = Long.parseLong(value);
          case "--seed" -> {
            seed = Long.parseLong(value);
            one = true;
          }
          case "--steps" -> steps = value;
          case "--bug" -> mutation = Mutation.valueOf(value);
          default -> throw new IllegalArgumentException(arguments[i]);
        }
      }
    } catch (IllegalArgumentException e) {
      out.println("wrong argument: " + e.getMessage());
      return 2;
    }
    Simulate simulate = new Simulate(out, System::nanoTime, mutation);
    if (one) {
      return simulate.show(Simulate.plan(seed, steps)) ? 0 : 1;
    }
    out.println("simulation: seeds from " + seed);
    boolean held = simulate.runSeeds(seed, seeds, budget);
    simulate.summarise();
    return held ? 0 : 1;
  }
}
