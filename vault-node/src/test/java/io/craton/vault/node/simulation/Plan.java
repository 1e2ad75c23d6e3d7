package io.craton.vault.node.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/// What clients ask for and what goes wrong, and when: a function of the seed. Any part of a plan
/// is a plan, so that a failure can be looked for in less and less of it.
///
/// @param nodes how many there are
/// @param end when all faults are over
record Plan(long seed, int nodes, List<Step> steps, Duration end) {
  private static final Duration BEGIN = Duration.ofSeconds(30);
  private static final int EPISODES = 8;
  private static final int CALLS = 45;
  private static final int FAULTS = 10;
  private static final Duration LONGEST_EPISODE = Duration.ofSeconds(150);
  private static final Duration LONGEST_GAP = Duration.ofHours(6);
  private static final List<What> WHATS = List.of(What.values());
  private static final List<What> FAULTY = WHATS.stream().filter(What::isFault).toList();

  Plan {
    steps = List.copyOf(steps);
  }

  /// @param number tells it from others of the same plan
  /// @param choice decides on everything else about it
  record Step(int number, Duration at, What what, long choice) {
    @Override
    public String toString() {
      return "%5d  %12.3f s  %s".formatted(number, at.toNanos() / 1e9, what);
    }
  }

  /// The whole plan of a seed: bursts of requests with faults among them, and hours without.
  static Plan of(long seed) {
    Random random = new Random(seed);
    List<Step> steps = new ArrayList<>();
    Duration at = BEGIN;
    for (int episode = 0; episode < EPISODES; episode++) {
      Duration length = upTo(random, LONGEST_EPISODE).plusSeconds(5);
      int calls = random.nextInt(CALLS) + CALLS / 2;
      int faults = random.nextInt(FAULTS + 1);
      List<What> favourites = Arrays.asList(any(random, FAULTY), any(random, FAULTY));
      for (int i = 0; i < calls; i++) {
        steps.add(new Step(0, at.plus(upTo(random, length)), call(random), random.nextLong()));
      }
      for (int i = 0; i < faults; i++) {
        What what = any(random, random.nextBoolean() ? FAULTY : favourites);
        steps.add(new Step(0, at.plus(upTo(random, length)), what, random.nextLong()));
      }
      at = at.plus(length).plus(upTo(random, LONGEST_GAP));
    }
    steps.sort(Comparator.comparing(Step::at));
    List<Step> numbered = new ArrayList<>();
    for (Step step : steps) {
      numbered.add(new Step(numbered.size() + 1, step.at, step.what, step.choice));
    }
    return new Plan(seed, random.nextInt(4) == 0 ? 5 : 3, numbered, at);
  }

  private static Duration upTo(Random random, Duration most) {
    return Duration.ofNanos(random.nextLong(most.toNanos()));
  }

  private static What any(Random random, List<What> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static What call(Random random) {
    int left = random.nextInt(WHATS.stream().mapToInt(What::weight).sum());
    for (What what : WHATS) {
      left -= what.weight();
      if (left < 0) {
        return what;
      }
    }
    throw new IllegalStateException("weights do not add up");
  }

  /// The same with these steps only.
  Plan with(List<Step> some) {
    return new Plan(seed, nodes, some, end);
  }

  /// The same with the steps of these numbers only.
  Plan withNumbers(TreeSet<Integer> numbers) {
    return with(steps.stream().filter(step -> numbers.contains(step.number)).toList());
  }
}
