package io.craton.vault.node.simulation;

import io.craton.vault.node.simulation.Plan.Step;
import io.craton.vault.node.simulation.Simulation.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Takes steps out of a plan for as long as the same invariant is violated.
final class Shrinker {
  private final Invariant wanted;
  private final Runner runner;
  private final LongSupplier nanoTime;
  private final long endNanos;

  /// Runs a plan.
  interface Runner {
    Report run(Plan plan, boolean tracing);
  }

  /// @param budgetNanos when it is over, what was found so far is the result
  Shrinker(Invariant wanted, Runner runner, LongSupplier nanoTime, long budgetNanos) {
    this.wanted = wanted;
    this.runner = runner;
    this.nanoTime = nanoTime;
    this.endNanos = nanoTime.getAsLong() + budgetNanos;
  }

  /// A plan of which no single step can be left out, unless the time was too short.
  Plan shrink(Plan failing) {
    Plan least = failing;
    int parts = 2;
    while (least.steps().size() > 1 && nanoTime.getAsLong() < endNanos) {
      Optional<Plan> smaller = withoutOnePart(least, parts);
      if (smaller.isPresent()) {
        least = smaller.get();
        parts = Math.max(2, parts - 1);
      } else if (parts >= least.steps().size()) {
        return least;
      } else {
        parts = Math.min(least.steps().size(), parts * 2);
      }
    }
    return least;
  }

  private Optional<Plan> withoutOnePart(Plan plan, int parts) {
    List<Step> all = plan.steps();
    int size = Math.ceilDiv(all.size(), parts);
    for (int from = 0; from < all.size() && nanoTime.getAsLong() < endNanos; from += size) {
      List<Step> rest = new ArrayList<>(all.subList(0, from));
      rest.addAll(all.subList(Math.min(all.size(), from + size), all.size()));
      Plan smaller = plan.with(rest);
      if (fails(smaller)) {
        return Optional.of(smaller);
      }
    }
    return Optional.empty();
  }

  private boolean fails(Plan plan) {
    Violation violation = runner.run(plan, false).violation();
    return violation != null && violation.invariant() == wanted;
  }
}
