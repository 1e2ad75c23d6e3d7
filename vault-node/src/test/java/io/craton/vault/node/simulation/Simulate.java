package io.craton.vault.node.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.sun.management.OperatingSystemMXBean;
import io.craton.vault.consensus.rocks.Durable;
import io.craton.vault.consensus.rocks.RocksMemory;
import io.craton.vault.node.simulation.Simulation.Counts;
import io.craton.vault.node.simulation.Simulation.Report;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/// Runs plans for as long as it is told, counts what they met, and makes the first failure small.
final class Simulate {
  /// Every so many seeds the states are in the real store, which takes fifty times as long.
  static final int ON_DISK = 200;

  /// For making a failure small; 0 leaves it as it is.
  private static final Duration SHRINKING = Duration.ofSeconds(Long.getLong("craton.shrink", 60));

  private static final int TRACE_LINES = 120;

  private final PrintStream out;
  private final LongSupplier nanoTime;
  private final Mutation mutation;
  private final Faults faults = new Faults();
  private final Map<What, Long> acknowledged = new EnumMap<>(What.class);
  private final long begun;
  private final long cpuBegun;
  private Duration simulated = Duration.ZERO;
  private Counts total = new Counts(0, 0, 0, 0, 0);
  private long seeds;
  private long onDisk;

  Simulate(PrintStream out, LongSupplier nanoTime, Mutation mutation) {
    this.out = out;
    this.nanoTime = nanoTime;
    this.mutation = mutation;
    this.begun = nanoTime.getAsLong();
    this.cpuBegun = cpuNanos();
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
  }

  /// What the whole process has used: compiler and collector too.
  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  /// What a plan comes to, in memory or on the disk.
  Report run(Plan plan, boolean tracing) {
    return isOnDisk(plan) ? runOnDisk(plan, tracing) : Simulation.run(plan, mutation, tracing);
  }

  private boolean isOnDisk(Plan plan) {
    return mutation == Mutation.NONE && Math.floorMod(plan.seed(), ON_DISK) == 0;
  }

  private Report runOnDisk(Plan plan, boolean tracing) {
    try (RocksMemory memory = new RocksMemory()) {
      Path home = Files.createTempDirectory("simulation");
      AtomicInteger node = new AtomicInteger();
      try {
        return new Simulation(
                plan,
                mutation,
                tracing,
                () -> new DiskStore(home.resolve("n" + node.getAndIncrement()), memory))
            .run();
      } finally {
        Durable.deleteTree(home);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Runs seed after seed.
  ///
  /// @param first of them
  /// @param most so many
  /// @param budget no seed begins after that
  /// @return whether all invariants held
  boolean runSeeds(long first, long most, Duration budget) {
    long end = begun + budget.toNanos();
    for (long seed = first; seed - first < most && nanoTime.getAsLong() < end; seed++) {
      Plan plan = Plan.of(seed);
      Report report = run(plan, false);
      count(plan, report);
      Violation violation = report.violation();
      if (violation != null) {
        explain(plan, violation);
        return false;
      }
    }
    return true;
  }

  private void count(Plan plan, Report report) {
    seeds++;
    onDisk += isOnDisk(plan) ? 1 : 0;
    simulated = simulated.plus(report.simulated());
    faults.add(report.faults());
    report.acknowledged().forEach((what, times) -> acknowledged.merge(what, times, Long::sum));
    Counts more = report.counts();
    total =
        new Counts(
            total.steps() + more.steps(),
            total.attempts() + more.attempts(),
            total.acknowledged() + more.acknowledged(),
            total.entries() + more.entries(),
            total.rotations() + more.rotations());
  }

  /// Makes the failure small, and shows it.
  void explain(Plan plan, Violation violation) {
    out.printf("seed %d violates %s%n", plan.seed(), violation.getMessage());
    if (SHRINKING.isZero()) {
      return;
    }
    out.println("making it small...");
    Plan least =
        new Shrinker(violation.invariant(), this::run, nanoTime, SHRINKING.toNanos()).shrink(plan);
    show(least);
  }

  /// Runs a plan and shows what happened in it.
  ///
  /// @return whether all invariants held
  boolean show(Plan plan) {
    Report report = run(plan, true);
    out.printf(
        "seed %d with %d nodes, %d steps:%n", plan.seed(), plan.nodes(), plan.steps().size());
    plan.steps().forEach(out::println);
    List<String> trace = report.trace();
    out.println("the end of what happened:");
    trace.subList(Math.max(0, trace.size() - TRACE_LINES), trace.size()).forEach(out::println);
    Violation violation = report.violation();
    if (violation == null) {
      out.println("all invariants held");
      return true;
    }
    violation.printStackTrace(out);
    String numbers =
        plan.steps().stream()
            .map(step -> String.valueOf(step.number()))
            .collect(Collectors.joining(","));
    String bug = mutation == Mutation.NONE ? "" : " --bug " + mutation;
    out.printf("again: scripts/simulate --seed %d --steps %s%s%n", plan.seed(), numbers, bug);
    return false;
  }

  /// What was simulated, as a table.
  void summarise() {
    double seconds = (nanoTime.getAsLong() - begun) / 1e9;
    double cpuSeconds = (cpuNanos() - cpuBegun) / 1e9;
    double hours = simulated.toSeconds() / 3600.0;
    out.printf(
        Locale.ROOT,
        "%d seeds (%d on the real store): %.0f hours of a cluster in %.1f s, %.1f s of CPU: %.0f"
            + " hours a minute of CPU%n",
        seeds,
        onDisk,
        hours,
        seconds,
        cpuSeconds,
        hours / cpuSeconds * 60);
    out.printf(
        "%d events, %d requests to nodes, %d acknowledged, %d log entries, %d rotations by"
            + " policy%n",
        total.steps(), total.attempts(), total.acknowledged(), total.entries(), total.rotations());
    acknowledged.forEach((what, times) -> out.printf("  %-22s %9d acknowledged%n", what, times));
    faults.counts().forEach((kind, count) -> out.printf("  %-22s %9d%n", kind, count));
  }

  long seeds() {
    return seeds;
  }

  Faults faults() {
    return faults;
  }

  /// Everything that clients ask for and that was acknowledged at least once.
  Set<What> acknowledged() {
    return acknowledged.keySet();
  }

  /// The same plan with some of its steps only.
  ///
  /// @param numbers separated by commas; all when empty
  static Plan plan(long seed, String numbers) {
    Plan all = Plan.of(seed);
    if (numbers.isEmpty()) {
      return all;
    }
    TreeSet<Integer> wanted = new TreeSet<>();
    for (String number : numbers.split(",", -1)) {
      wanted.add(Integer.parseInt(number));
    }
    return all.withNumbers(wanted);
  }
}
