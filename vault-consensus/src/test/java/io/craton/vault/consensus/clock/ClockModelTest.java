package io.craton.vault.consensus.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/// Random histories of clusters in which fewer than a majority of the clocks are wrong, in any way,
/// while nodes start again, are paused and lose messages. Rerun a failure with `-Dcraton.seed=N`.
class ClockModelTest {
  private static final int HISTORIES = 400;
  private static final int STEPS = 120;

  /// By which correct clocks may differ from the truth, and monotonic ones run too fast or slow.
  private static final int CORRECT_MILLIS = 50;

  private static final int CORRECT_PPM = 100;
  private static final int MOST_DELAY_MILLIS = 300;
  private static final Duration ROUNDING = Duration.ofNanos(5_000);

  private final long seed = Long.getLong("craton.seed", new Random().nextLong());
  private final Random random = new Random(seed);

  @Test
  void minorityOfWrongClocksMovesNothing(TestReporter reporter) {
    reporter.publishEntry("seed", Long.toString(seed));
    for (int history = 0; history < HISTORIES; history++) {
      new History(1 + random.nextInt(5)).run("seed " + seed + ", history " + history);
    }
  }

  private final class History {
    private final List<String> names;
    private final List<String> wrong = new ArrayList<>();
    private final List<String> correct = new ArrayList<>();
    private final Map<String, Instant> last = new HashMap<>();
    private final ClockWorld world;

    History(int voters) {
      names = List.of("a", "b", "c", "d", "e").subList(0, voters);
      world = new ClockWorld(names.toArray(String[]::new));
      int first = random.nextInt(voters);
      for (int i = 0; i < voters; i++) {
        String name = names.get((first + i) % voters);
        (i < (voters - 1) / 2 ? wrong : correct).add(name);
        world.node(name).monotonicPpm = random.nextInt(2 * CORRECT_PPM + 1) - CORRECT_PPM;
      }
      correct.forEach(name ->
          world.node(name).skew =
              Duration.ofMillis(random.nextInt(2 * CORRECT_MILLIS + 1) - CORRECT_MILLIS));
    }

    void run(String title) {
      for (int step = 0; step < STEPS; step++) {
        String what = title + ", step " + step;
        switch (random.nextInt(10)) {
          case 0 -> wrong.forEach(name -> world.node(name).skew = anySkew());
          case 1 -> restart(any(names));
          case 2 -> world.pass(anyPause());
          case 3 -> completeRound(any(names), what);
          default -> exchange(any(names), any(names));
        }
        names.forEach(name -> look(name, what));
      }
    }

    private void restart(String name) {
      world.node(name).restart();
      last.remove(name);
    }

    /// Some answers come so late that they tell no time.
    private void exchange(String asking, String asked) {
      if (!asking.equals(asked)) {
        world.node(asking).ask(asked, anyDelay(), anyDelay());
      }
    }

    /// All voters answer, and after that the time is no longer behind.
    private void completeRound(String asking, String what) {
      ClockWorld.Node node = world.node(asking);
      Duration delays = ROUNDING;
      for (String other : names) {
        if (!other.equals(asking)) {
          Duration back = Duration.ofMillis(random.nextInt(200));
          delays = delays.plus(back);
          node.ask(other, Duration.ofMillis(random.nextInt(200)), back);
        }
      }
      Instant least =
          correct.stream()
              .map(name -> world.node(name).own())
              .min(Instant::compareTo)
              .orElseThrow();
      Duration drift = Duration.ofMillis(2);
      assertThat(node.clock.current()).as(what).isTrue();
      assertThat(node.now()).as(what).isAfterOrEqualTo(least.minus(delays).minus(drift));
    }

    private void look(String name, String what) {
      Instant now = world.node(name).now();
      Instant greatest =
          correct.stream()
              .map(each -> world.node(each).own())
              .max(Comparator.naturalOrder())
              .orElseThrow();
      assertThat(now).as(what + ", node " + name).isBeforeOrEqualTo(greatest.plus(ROUNDING));
      Instant before = last.getOrDefault(name, Instant.EPOCH);
      assertThat(now)
          .as(what + ", node " + name + " goes back")
          .isAfterOrEqualTo(before.minusMillis(2 * CORRECT_MILLIS + MOST_DELAY_MILLIS));
      last.put(name, now);
    }
  }

  private String any(List<String> names) {
    return names.get(random.nextInt(names.size()));
  }

  private Duration anyDelay() {
    return Duration.ofMillis(random.nextInt(MOST_DELAY_MILLIS));
  }

  private Duration anyPause() {
    return Duration.ofMillis(
        random.nextInt(4) == 0 ? random.nextInt(3_600_000) : random.nextInt(3_000));
  }

  private Duration anySkew() {
    long millis = random.nextLong(Duration.ofDays(400).toMillis());
    return Duration.ofMillis(random.nextBoolean() ? millis : -millis)
        .dividedBy(1 + random.nextInt(1_000_000));
  }
}
