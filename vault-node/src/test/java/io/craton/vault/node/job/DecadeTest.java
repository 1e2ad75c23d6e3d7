package io.craton.vault.node.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Ledger;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.state.DueRow;
import io.craton.vault.core.state.RotationRow;
import io.craton.vault.core.testing.InMemoryVault;
import io.craton.vault.core.time.VaultDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Ten years of ten thousand items under policies, in simulated time, with leaders that are lost at
/// every step, clocks that differ by a second, an HSM that fails, and proposals that get lost, get
/// through unnoticed, or get through late. Rerun a failure with `-Dcraton.seed=N`.
class DecadeTest {
  private static final int ITEMS = 10_000;
  private static final Instant END = JobBench.START.plus(Duration.ofDays(3653));
  private static final Duration SKEW = Duration.ofSeconds(1);
  private static final String GRACE = "3d";

  /// Longer than any disturbance, shorter than any period.
  private static final Duration LATEST = Duration.ofHours(6);

  private static final Duration SWEEPS = Duration.ofMinutes(1);

  /// A sweep looks at all versions, and a node makes one every half an hour: here there are only
  /// some at such times, and at the end.
  private static final Duration BETWEEN_SWEEPS = Duration.ofDays(900);

  private static final int SWEEPS_AT_ONCE = 3;
  private static final int LAST_SWEEPS = 8;

  /// Of a hundred thousand steps, so many go wrong in each way.
  private static final int DISTURBED = 400;

  private enum Disturbance {
    LOST_BEFORE_THE_KEY,
    LOST_AFTER_THE_KEY,
    PROPOSAL_LOST,
    ANSWER_LOST,
    PROPOSAL_LATE,
    HSM_DOWN
  }

  private final long seed = Long.getLong("craton.seed", new Random().nextLong());
  private final Random random = new Random(seed);
  private final JobBench bench = new JobBench(seed, DisturbedLedger::new);
  private final Map<ItemId, String> periods = new TreeMap<>();
  private final Map<Disturbance, Integer> disturbances = new EnumMap<>(Disturbance.class);
  private final Deque<Late> late = new ArrayDeque<>();
  private RotationJob rotation = bench.rotationJob();
  private TimerJob timer = bench.timerJob();
  private OutboxWorker outbox = bench.outboxWorker();
  private SweepJob sweep = bench.sweepJob(SWEEPS);
  private Instant nextSweeps = JobBench.START.plus(BETWEEN_SWEEPS);
  private boolean leads = true;
  private long term = 1;

  private record Late(Instant at, Proposal proposal) {}

  private boolean strikes(Disturbance disturbance) {
    boolean strikes = random.nextInt(100_000) < DISTURBED;
    if (strikes) {
      disturbances.merge(disturbance, 1, Integer::sum);
    }
    return strikes;
  }

  /// Loses some proposals, some answers, and lets some proposals through only later.
  private final class DisturbedLedger implements Ledger {
    private final InMemoryVault vault;

    DisturbedLedger(InMemoryVault vault) {
      this.vault = vault;
    }

    @Override
    public Outcome propose(Proposal proposal, Deadline deadline) throws Unavailable {
      if (strikes(Disturbance.PROPOSAL_LOST)) {
        throw unanswered();
      }
      if (strikes(Disturbance.PROPOSAL_LATE)) {
        Duration delay = Duration.ofMillis(random.nextInt(20_000));
        late.add(new Late(bench.now().plus(delay), proposal));
        throw unanswered();
      }
      Outcome outcome = vault.propose(proposal, deadline);
      if (strikes(Disturbance.ANSWER_LOST)) {
        throw unanswered();
      }
      return outcome;
    }

    private Unavailable unanswered() {
      leads = false;
      return new Unavailable(Unavailable.Reason.NO_QUORUM, "no answer", Duration.ofMillis(100));
    }
  }

  @Test
  // The seed has to be seen even when the run hangs or is killed.
  @SuppressWarnings("SystemOut")
  void eachPeriodGivesOneRotationAndNothingIsDestroyedEarly() throws Exception {
    System.out.println("DecadeTest: craton.seed=" + seed);
    fill();
    Optional<Instant> next = nextEvent();
    while (next.isPresent() && next.get().isBefore(END)) {
      bench.advanceTo(next.get());
      bench.advance(Duration.ofMillis(random.nextInt(1_500)));
      work();
      if (bench.now().isAfter(nextSweeps)) {
        nextSweeps = nextSweeps.plus(BETWEEN_SWEEPS);
        sweepUp(SWEEPS_AT_ONCE);
      }
      next = nextEvent();
    }
    bench.advanceTo(END);
    work();
    periods.forEach(this::check);
    sweepUp(LAST_SWEEPS);
    checkKeys();
    System.out.println(
        "DecadeTest: "
            + bench.failures.rotations()
            + " rotations, "
            + term
            + " terms, "
            + disturbances);
    assertThat(disturbances.keySet()).containsExactlyInAnyOrder(Disturbance.values());
  }

  private void fill() {
    for (int i = 0; i < ITEMS; i++) {
      bench.advance(Duration.ofSeconds(random.nextInt(120)));
      String period = List.of("1M", "90d", "6M", "1y", "1y", "400d").get(random.nextInt(6));
      boolean token = random.nextInt(4) == 0;
      ItemId id =
          token
              ? bench.create(JobBench.TOKEN, JobBench.everyWithGrace(period, GRACE))
              : bench.create(JobBench.KEY, JobBench.every(period));
      periods.put(id, period);
    }
  }

  private Optional<Instant> nextEvent() {
    return Stream.of(
            bench.vault.read(view -> view.nextRotation()).map(RotationRow::at),
            bench.vault.read(view -> view.nextDue()).map(DueRow::at),
            Optional.ofNullable(late.peekFirst()).map(Late::at))
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }

  /// Everything that is due, whoever leads.
  private void work() {
    boolean disturbed = true;
    while (disturbed || isDue()) {
      deliverLate();
      try {
        disturbed = false;
        pass();
      } catch (Unavailable e) {
        disturbed = true;
        failOver();
      }
    }
  }

  private boolean isDue() {
    Instant now = bench.now();
    return bench.vault.read(
        view -> !view.rotations(now, Optional.empty(), 1).isEmpty() || !view.due(now, 1).isEmpty());
  }

  private void pass() throws Unavailable {
    if (strikes(Disturbance.LOST_BEFORE_THE_KEY)) {
      leads = false;
    }
    if (strikes(Disturbance.LOST_AFTER_THE_KEY)) {
      bench.hsm.duringNextOperation(() -> leads = false);
    }
    bench.hsm.setDown(strikes(Disturbance.HSM_DOWN));
    Leadership leadership = new Leadership(term, () -> leads);
    leadership.require();
    bench.advance(rotation.run(leadership));
    var _ = timer.run(leadership);
    var _ = outbox.run(leadership);
  }

  /// Another node, with another clock, after an election.
  private void failOver() {
    term++;
    leads = true;
    bench.hsm.setDown(false);
    bench.hsm.duringNextOperation(() -> {});
    bench.advance(Duration.ofMillis(300 + random.nextInt(3_000)));
    bench.skew(Duration.ofMillis(random.nextLong(-SKEW.toMillis(), SKEW.toMillis() + 1)));
    rotation = bench.rotationJob();
    timer = bench.timerJob();
    outbox = bench.outboxWorker();
    sweep = bench.sweepJob(SWEEPS);
  }

  private void deliverLate() {
    while (!late.isEmpty() && !late.getFirst().at.isAfter(bench.now())) {
      try {
        var _ = bench.vault.propose(late.removeFirst().proposal, bench.deadline());
      } catch (Unavailable e) {
        throw new AssertionError(e);
      }
    }
  }

  /// Until the last leader has seen every orphan in two of its sweeps, and destroyed it.
  private void sweepUp(int sweeps) {
    for (int i = 0; i < sweeps; i++) {
      bench.advance(SWEEPS.multipliedBy(2));
      deliverLate();
      try {
        Leadership leadership = new Leadership(term, () -> leads);
        var _ = sweep.run(leadership);
        var _ = outbox.run(leadership);
      } catch (Unavailable e) {
        failOver();
      }
    }
  }

  private void check(ItemId id, String period) {
    String context = "seed " + seed + " item " + id + " every " + period;
    Instant boundary = bench.version(id, 1).createdAt();
    int number = 1;
    Instant next = after(period, boundary);
    while (!next.isAfter(END.minus(LATEST))) {
      number++;
      ItemVersion version = bench.version(id, number);
      assertThat(version.createdAt())
          .as("%s version %d", context, number)
          .isBetween(next, next.plus(LATEST));
      checkSuperseded(context, bench.version(id, number - 1), version.createdAt());
      next = after(period, next);
    }
    int most = next.isAfter(END) ? number : number + 1;
    assertThat(bench.versions(id)).as(context).isBetween(number, most);
    assertThat(bench.version(id, bench.versions(id)).state().name())
        .as(context)
        .isEqualTo(StateName.ACTIVE);
  }

  private static Instant after(String period, Instant start) {
    return VaultDuration.parse(period).orElseThrow().after(start);
  }

  private void checkSuperseded(String context, ItemVersion version, Instant supersededAt) {
    boolean token = bench.item(version.id().item()).kind().equals(JobBench.TOKEN);
    Optional<Instant> end = token ? Optional.of(after(GRACE, supersededAt)) : Optional.empty();
    boolean over = end.filter(at -> !bench.now().isBefore(at)).isPresent();
    assertThat(version.state().name())
        .as("%s version %d", context, version.number().value())
        .isEqualTo(over ? StateName.DESTROYED : StateName.DEACTIVATED);
    assertThat(version.state().destruction())
        .as("%s version %d", context, version.number().value())
        .isEqualTo(end);
  }

  /// The HSM holds the keys of all versions that have one, the key-encryption key, and no other.
  private void checkKeys() {
    Set<KeyRef> live = new HashSet<>();
    for (ItemId id : periods.keySet()) {
      for (int number = 1; number <= bench.versions(id); number++) {
        bench
            .version(id, number)
            .state()
            .heldMaterial()
            .filter(Material.HsmKey.class::isInstance)
            .ifPresent(key -> live.add(((Material.HsmKey) key).ref()));
      }
    }
    live.add(bench.vault.read(view -> view.kek(new KekVersion(1)).orElseThrow()));
    Set<KeyRef> held = new HashSet<>(bench.hsm.keys());
    assertThat(held.containsAll(live)).as("seed %d: no version without its key", seed).isTrue();
    held.removeAll(live);
    assertThat(held.size()).as("seed %d: orphans", seed).isZero();
  }
}
