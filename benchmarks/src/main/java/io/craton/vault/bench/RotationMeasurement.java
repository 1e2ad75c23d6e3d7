package io.craton.vault.bench;

import static io.craton.vault.bench.Report.millis;
import static io.craton.vault.bench.Report.say;

import com.sun.management.OperatingSystemMXBean;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.rotation.Frequency;
import io.craton.vault.core.rotation.RotationChange;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.state.RotationRow;
import io.craton.vault.core.time.VaultDuration;
import io.craton.vault.hsm.Hsm;
import io.craton.vault.hsm.pkcs11.Binding;
import io.craton.vault.node.job.SweepReport;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Questions: what do the jobs of a leader cost while nothing is due, although many items have a
/// policy? How fast, and in how long entries, is a change of a folder's policy carried to what is
/// below it? And what do callers notice when many keys come due at once ([RotationStorm])?
///
/// The jobs are those of a node, on a real RocksDB state and a SoftHSM token; what they propose is
/// applied in this process. Not measured: HTTP, TLS, Raft, the network, fsync.
///
/// Arguments: how many items have a policy of their own, and as many again inherit one; more than
/// one number gives more than one state. `-Dcraton.rotation.idle=SECONDS` changes how long nothing
/// happens; for the others see [RotationStorm].
public final class RotationMeasurement {
  /// At most 100: the sweep, which is to come afterwards, comes after two minutes at the latest.
  private static final Duration IDLE = Duration.ofSeconds(Long.getLong("craton.rotation.idle", 60));

  /// The first passes load classes.
  private static final Duration SETTLING = IDLE.dividedBy(20);

  private static final Duration NO_SWEEP = Duration.ofDays(1);
  private static final Duration POLL = Duration.ofMillis(5);
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final FolderPath OWN = FolderPath.parse("/own").orElseThrow();
  private static final FolderPath INHERITING = FolderPath.parse("/inheriting").orElseThrow();

  /// Periods of items are between this and ten times as many days.
  private static final int SHORTEST_DAYS = 1_000;

  private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");
  private static final int PAGE = 1_000;

  private RotationMeasurement() {}

  /// Measures and prints.
  public static void main(String[] sizes) throws Exception {
    Path directory = Files.createTempDirectory("craton-rotation");
    try (BenchToken token = BenchToken.open(Binding.FFM)) {
      for (String argument : sizes) {
        int size = Integer.parseInt(argument);
        Path state = directory.resolve(argument);
        try (RocksVault vault = new RocksVault(state, token.hsm().ports(), Clock.systemUTC())) {
          say("%,d items", size);
          idle(vault, token.hsm(), size);
          folder(vault, token.hsm(), size);
        }
        BenchToken.deleteTree(state);
      }
      RotationStorm.measure(directory.resolve("storm"), token.hsm());
    } finally {
      BenchToken.deleteTree(directory);
    }
  }

  static RotationSettings every(String period) {
    return new RotationSettings(
        Optional.of(new Frequency.Every(VaultDuration.parse(period).orElseThrow())),
        Optional.empty(),
        Optional.empty());
  }

  // ---- Nothing is due

  private static void idle(RocksVault vault, Hsm hsm, int size) throws InterruptedException {
    long start = System.nanoTime();
    fill(vault, size, OWN, true);
    requireScheduled(vault, size);
    say("  filled                       %,d ms", millis(start));
    try (BenchLeader leader = new BenchLeader(vault, hsm, IDLE.plus(SETTLING.multipliedBy(2)))) {
      Thread.sleep(SETTLING);
      long process = processNanos();
      Map<String, Long> before = BenchLeader.cpuNanos();
      Thread.sleep(IDLE);
      Map<String, Long> after = BenchLeader.cpuNanos();
      double jobs = 0;
      for (String job : after.keySet()) {
        if (!job.equals("sweep")) {
          double percent = percent(between(before, after, job));
          say("  idle, job %-18s %.4f %% of one core", job, percent);
          jobs += percent;
        }
      }
      say("  idle, these jobs together    %.4f %% of one core", jobs);
      say("  idle, the whole process      %.4f %% of one core", percent(processNanos() - process));
      sweep(leader);
    }
  }

  private static void sweep(BenchLeader leader) throws InterruptedException {
    Map<String, Long> before = BenchLeader.cpuNanos();
    long process = processNanos();
    await("a sweep", () -> leader.lastSweep().isPresent());
    SweepReport report = leader.lastSweep().orElseThrow();
    say(
        "  one sweep                    %,d ms, %,d ms of CPU time of its thread, %,d of the"
            + " process",
        report.took().toMillis(),
        Duration.ofNanos(between(before, BenchLeader.cpuNanos(), "sweep")).toMillis(),
        Duration.ofNanos(processNanos() - process).toMillis());
  }

  private static long between(Map<String, Long> before, Map<String, Long> after, String job) {
    return Objects.requireNonNull(after.get(job)) - Objects.requireNonNull(before.get(job));
  }

  private static double percent(long nanos) {
    return 100.0 * nanos / IDLE.toNanos();
  }

  private static long processNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  // ---- A folder's policy

  private static void folder(RocksVault vault, Hsm hsm, int size) throws InterruptedException {
    fill(vault, size, INHERITING, false);
    try (BenchLeader leader = new BenchLeader(vault, hsm, NO_SWEEP)) {
      Thread.sleep(SETTLING);
      long start = System.nanoTime();
      vault.propose(policy());
      leader.applied();
      await("the items' rows", () -> vault.store().read(view -> view.replans(1).isEmpty()));
      long millis = Math.max(1, millis(start));
      requireScheduled(vault, 2L * size);
      say(
          "  a folder's policy            %,d items scheduled in %,d ms, %,d a second",
          size, millis, 1_000L * size / millis);
      say("  the longest entry            %.1f ms to apply", leader.longestEntryNanos() / 1e6);
    }
  }

  private static void await(String what, BooleanSupplier done) throws InterruptedException {
    long start = System.nanoTime();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new IllegalStateException("no end after %s: %s".formatted(PATIENCE, what));
      }
      Thread.sleep(POLL);
    }
  }

  private static Command policy() {
    Optional<Frequency> frequency = every(SHORTEST_DAYS + "d").frequency();
    return new Command.CreateFolder(
        ItemId.of(new byte[ItemId.SIZE]),
        INHERITING,
        Optional.empty(),
        Optional.empty(),
        new RotationChange(Optional.of(frequency), Optional.empty(), Optional.empty()));
  }

  private static void fill(RocksVault vault, int size, FolderPath folder, boolean own) {
    ItemKind kind = new ItemKind.Token(Optional.empty());
    vault.fill(
        size,
        false,
        number ->
            RocksVault.draft(
                kind,
                folder,
                Optional.of("item-%08d".formatted(number)),
                own
                    ? every(SHORTEST_DAYS + number % (9 * SHORTEST_DAYS) + "d")
                    : RotationSettings.INHERITED));
  }

  /// What is measured is worth nothing unless so many items have a row.
  private static void requireScheduled(RocksVault vault, long expected) {
    long found = 0;
    Optional<RotationRow> last = Optional.empty();
    while (true) {
      Optional<RotationRow> after = last;
      List<RotationRow> page = vault.store().read(view -> view.rotations(FAR, after, PAGE));
      found += page.size();
      if (page.size() < PAGE) {
        break;
      }
      last = Optional.of(page.getLast());
    }
    if (found != expected) {
      throw new IllegalStateException("expected " + expected + " rows, found " + found);
    }
  }
}
