package io.craton.vault.node.job;

import static io.craton.vault.node.job.JobBench.KEY;
import static io.craton.vault.node.job.JobBench.TOKEN;
import static io.craton.vault.node.job.JobBench.every;
import static io.craton.vault.node.job.JobBench.everyWithGrace;
import static io.craton.vault.node.job.JobBench.leading;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.command.Command.AvailabilityChange;
import io.craton.vault.core.command.Command.CreateFolder;
import io.craton.vault.core.command.Command.DeleteItem;
import io.craton.vault.core.command.Command.ItemUpdate;
import io.craton.vault.core.command.Command.UpdateItem;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.rotation.Frequency;
import io.craton.vault.core.rotation.RotationChange;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.time.VaultDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RotationJobTest {
  private static final int PASSES = 100;

  private final JobBench bench = new JobBench(5);
  private final RotationJob job = bench.rotationJob();

  private void run() throws Unavailable {
    bench.runUntilIdle(job, leading(1), PASSES);
  }

  private static RotationChange frequency(String period) {
    Frequency to = new Frequency.Every(VaultDuration.parse(period).orElseThrow());
    return new RotationChange(Optional.of(Optional.of(to)), Optional.empty(), Optional.empty());
  }

  private void configure(String folder, RotationChange change) {
    CreateFolder create =
        new CreateFolder(
            bench.newId(),
            FolderPath.parse(folder).orElseThrow(),
            Optional.empty(),
            Optional.empty(),
            change);
    assertThat(bench.propose(create)).isInstanceOf(Outcome.ItemWritten.class);
  }

  private void update(ItemId id, Optional<AvailabilityChange> availability, RotationChange change) {
    ItemUpdate update =
        new ItemUpdate(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            availability,
            change);
    assertThat(bench.propose(new UpdateItem(id, update))).isInstanceOf(Outcome.ItemWritten.class);
  }

  /// The example of the documentation: a month, and eight hours of grace.
  @Test
  void aTokenRotatedEachMonthWorksOnForEightHours() throws Exception {
    ItemId token = bench.create(TOKEN, everyWithGrace("1month", "8h"));
    Instant due = Instant.parse("2026-02-01T00:00:00Z");

    bench.advanceTo(due.minusMillis(1));
    run();
    assertThat(bench.versions(token)).isEqualTo(1);

    bench.advanceTo(due);
    run();
    assertThat(bench.versions(token)).isEqualTo(2);
    assertThat(bench.version(token, 2).state().name()).isEqualTo(StateName.ACTIVE);
    assertThat(bench.version(token, 1).state().name()).isEqualTo(StateName.DEACTIVATED);
    Instant graceEnd = bench.version(token, 1).state().destruction().orElseThrow();
    assertThat(graceEnd).isEqualTo(due.plus(Duration.ofHours(8)));
    assertThat(bench.version(token, 1).asOf(graceEnd.minusMillis(1)).state().heldMaterial())
        .isPresent();

    bench.advanceTo(graceEnd);
    assertThat(bench.version(token, 1).asOf(bench.now()).state().name())
        .as("before the timer")
        .isEqualTo(StateName.DESTROYED);
    var _ = bench.timerJob().run(leading(1));
    assertThat(bench.version(token, 1).state().name()).isEqualTo(StateName.DESTROYED);
    assertThat(bench.version(token, 1).state().heldMaterial()).isEmpty();
  }

  @Test
  void aClientSecretGetsANewValueAndANewIdAndTheOldOneAGracePeriod() throws Exception {
    ItemId client = bench.create(JobBench.CLIENT, everyWithGrace("90d", "1d"));
    bench.advance(Duration.ofDays(90));
    run();

    Material.Credential first = credential(client, 1);
    Material.Credential second = credential(client, 2);
    assertThat(first.secretId()).isEqualTo(JobBench.SECRET_ID);
    assertThat(second.secretId()).startsWith("pcs_").isNotEqualTo(JobBench.SECRET_ID);
    assertThat(second.secret()).isNotEqualTo(first.secret());
    assertThat(bench.version(client, 1).state().destruction())
        .contains(bench.version(client, 2).createdAt().plus(Duration.ofDays(1)));
  }

  private Material.Credential credential(ItemId id, int number) {
    return (Material.Credential) bench.version(id, number).state().heldMaterial().orElseThrow();
  }

  @Test
  void latenessDoesNotAddUp() throws Exception {
    ItemId key = bench.create(KEY, every("1h"));
    for (int hour = 1; hour <= 5; hour++) {
      bench.advanceTo(JobBench.START.plus(Duration.ofHours(hour)).plusSeconds(50));
      run();
    }
    assertThat(bench.versions(key)).isEqualTo(6);
    assertThat(bench.item(key).schedule().due()).contains(JobBench.START.plus(Duration.ofHours(6)));
  }

  @Test
  void periodsThatNobodyWasThereForGiveOneRotationTogether() throws Exception {
    ItemId key = bench.create(KEY, every("1h"));
    bench.advance(Duration.ofMinutes(10 * 60 + 30));
    run();
    assertThat(bench.versions(key)).isEqualTo(2);
    assertThat(bench.item(key).schedule().due())
        .contains(JobBench.START.plus(Duration.ofHours(11)));
  }

  @Test
  void aRotationByHandBeginsTheNextPeriod() throws Exception {
    ItemId key = bench.create(KEY, every("1h"));
    bench.advance(Duration.ofMinutes(40));
    bench.rotate(key);
    bench.advance(Duration.ofMinutes(20));
    run();
    assertThat(bench.versions(key)).isEqualTo(2);
    bench.advance(Duration.ofMinutes(40));
    run();
    assertThat(bench.versions(key)).isEqualTo(3);
  }

  @Test
  void policiesSetChangedAndRemovedCountAtOnce() throws Exception {
    ItemId own = bench.create(KEY, RotationSettings.INHERITED);
    bench.advance(Duration.ofHours(10));
    run();
    assertThat(bench.versions(own)).as("without a policy").isEqualTo(1);

    update(own, Optional.empty(), frequency("1h"));
    run();
    assertThat(bench.versions(own)).as("set, and due long ago").isEqualTo(2);

    update(own, Optional.empty(), frequency("1d"));
    bench.advance(Duration.ofHours(2));
    run();
    assertThat(bench.versions(own)).as("made longer").isEqualTo(2);

    update(
        own,
        Optional.empty(),
        new RotationChange(Optional.of(Optional.empty()), Optional.empty(), Optional.empty()));
    bench.advance(Duration.ofDays(400));
    run();
    assertThat(bench.versions(own)).as("removed").isEqualTo(2);
  }

  @Test
  void aFoldersPolicyCountsForWhatIsDeepBelowIt() throws Exception {
    List<ItemId> inherit = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      inherit.add(bench.create(KEY, "/a/b/c" + i + "/", RotationSettings.INHERITED));
    }
    ItemId own = bench.create(KEY, "/a/b/", every("10d"));
    ItemId beside = bench.create(KEY, "/z/", RotationSettings.INHERITED);
    configure("/a/", frequency("1d"));
    bench.settle();
    bench.advance(Duration.ofDays(1));
    run();

    assertThat(inherit).allSatisfy(id -> assertThat(bench.versions(id)).isEqualTo(2));
    assertThat(bench.versions(own)).isEqualTo(1);
    assertThat(bench.versions(beside)).isEqualTo(1);
  }

  @Test
  void aDisabledItemRestsAndIsRotatedWhenItIsEnabled() throws Exception {
    ItemId key = bench.create(KEY, every("1h"));
    Instant end = bench.now().plus(Duration.ofMinutes(30));
    update(
        key,
        Optional.of(new AvailabilityChange(Optional.empty(), Optional.of(Optional.of(end)))),
        RotationChange.NONE);
    bench.advance(Duration.ofHours(3));
    run();
    assertThat(bench.versions(key)).isEqualTo(1);
    assertThat(bench.item(key).schedule().due()).as("nothing to pass over").isEmpty();

    update(
        key,
        Optional.of(new AvailabilityChange(Optional.of(true), Optional.empty())),
        RotationChange.NONE);
    run();
    assertThat(bench.versions(key)).isEqualTo(2);
  }

  @Test
  void anItemThatCannotBeRotatedHoldsUpNoOther() throws Exception {
    ItemId refused =
        bench.create(
            new ItemKind.Key(Algorithm.PQ_ML_DSA_65, false, Optional.empty()), every("1h"));
    bench.hsm.software().setRefused(true);
    List<ItemId> others = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      bench.advance(Duration.ofSeconds(1));
      others.add(bench.create(KEY, every("1h")));
    }
    bench.advance(Duration.ofHours(1));
    run();

    assertThat(others).allSatisfy(id -> assertThat(bench.versions(id)).isEqualTo(2));
    assertThat(bench.versions(refused)).isEqualTo(1);
    RotationFailures.Failure failure = bench.failures.of(refused).orElseThrow();
    assertThat(failure.due()).isEqualTo(JobBench.START.plus(Duration.ofHours(1)));
    assertThat(failure.reason()).contains("ALGORITHM_UNSUPPORTED");
    assertThat(failure.attempts()).as("tried again less and less often").isBetween(2, 8);

    bench.hsm.software().setRefused(false);
    bench.advance(Duration.ofMinutes(6));
    run();
    assertThat(bench.versions(refused)).isEqualTo(2);
    assertThat(bench.failures.of(refused)).isEmpty();
  }

  /// Corruption must not end one leader after the other.
  @Test
  void aDamagedItemIsAFailureOfItsOwn() throws Exception {
    ItemId damaged = bench.create(TOKEN, every("1h"));
    bench.advance(Duration.ofSeconds(1));
    ItemId sound = bench.create(KEY, every("1h"));
    bench.damage(damaged);
    bench.advance(Duration.ofHours(1));
    run();

    assertThat(bench.versions(sound)).isEqualTo(2);
    assertThat(bench.versions(damaged)).as("the damaged one is the second").isEqualTo(2);
    assertThat(bench.failures.of(damaged).orElseThrow().reason()).contains("damaged");
  }

  @Test
  void anHsmThatIsDownDelaysRotationsAndLosesNone() throws Exception {
    ItemId key = bench.create(KEY, every("1h"));
    bench.advance(Duration.ofHours(1));
    bench.hsm.setDown(true);
    assertThatThrownBy(() -> job.run(leading(1))).isInstanceOf(Unavailable.class);
    assertThat(bench.versions(key)).isEqualTo(1);

    bench.hsm.setDown(false);
    bench.advance(Duration.ofMinutes(1));
    run();
    assertThat(bench.versions(key)).isEqualTo(2);
  }

  @Test
  void whoLeadsNoMoreProposesNothing() {
    ItemId key = bench.create(KEY, every("1h"));
    bench.advance(Duration.ofHours(1));
    AtomicBoolean leads = new AtomicBoolean(true);
    bench.hsm.duringNextOperation(() -> leads.set(false));
    int log = bench.vault.log().size();

    assertThatThrownBy(() -> job.run(new Leadership(1, leads::get)))
        .isInstanceOf(Unavailable.class);

    assertThat(bench.vault.log()).hasSize(log);
    assertThat(bench.versions(key)).isEqualTo(1);
  }

  @Test
  void aRaceThatIsLostToACallerMakesNoSecondVersion() throws Exception {
    ItemId key = bench.create(KEY, every("1h"));
    bench.advance(Duration.ofHours(1));
    bench.hsm.duringNextOperation(() -> bench.rotate(key));
    var _ = job.run(leading(1));

    assertThat(bench.versions(key)).isEqualTo(2);
    int queued = bench.vault.read(view -> view.outbox(0, 9).size());
    assertThat(queued).as("keys that came too late, to be destroyed").isEqualTo(1);
  }

  @Test
  void anItemDeletedMeanwhileIsNoFailure() throws Exception {
    ItemId key = bench.create(KEY, every("1h"));
    bench.advance(Duration.ofHours(1));
    bench.hsm.duringNextOperation(() -> bench.propose(new DeleteItem(key, false)));
    var _ = job.run(leading(1));
    assertThat(bench.failures.failures()).isZero();
  }

  @Test
  void manyThatComeDueAtOnceLeaveTheHsmToOthersMostOfTheTime() throws Exception {
    for (int i = 0; i < 50; i++) {
      bench.create(KEY, every("1h"));
    }
    bench.advance(Duration.ofHours(1));
    Duration each = Duration.ofMillis(10);
    Duration busy = Duration.ZERO;
    Instant began = bench.now();
    for (int i = 0; i < 50; i++) {
      bench.hsm.duringNextOperation(() -> bench.advance(each));
      Duration rest = job.run(leading(1));
      busy = busy.plus(each);
      assertThat(job.run(leading(1))).as("woken too early").isEqualTo(rest);
      bench.advance(rest);
    }
    assertThat(bench.failures.rotations()).isEqualTo(50);
    assertThat(Duration.between(began, bench.now())).isGreaterThanOrEqualTo(busy.multipliedBy(5));
  }

  /// So fewer than one call in a hundred waits for a key in the making.
  @Test
  void manyThatCanWaitLeaveTheHsmToOthersNearlyAllTheTime() throws Exception {
    createMany("30d");
    bench.advance(Duration.ofDays(30));
    Instant began = bench.now();
    for (int i = 0; i < 49; i++) {
      assertThat(rotateOne(Duration.ofMillis(10))).isEqualTo(Duration.ofMillis(1_990));
    }
    var _ = rotateOne(Duration.ofMillis(10));
    assertThat(bench.failures.rotations()).isEqualTo(50);
    assertThat(Duration.between(began, bench.now())).isLessThan(Duration.ofMinutes(2));
  }

  @Test
  void aKeyThatTakesLongIsFollowedByALongRest() throws Exception {
    createMany("30d");
    bench.advance(Duration.ofDays(30));
    assertThat(rotateOne(Duration.ofMillis(80))).isEqualTo(Duration.ofMillis(199 * 80));
    assertThat(rotateOne(Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(20));
  }

  /// A month's key may wait for hours, an hour's key for six minutes.
  @Test
  void aShortPeriodIsNotHeldUpByManyLongOnes() throws Exception {
    createMany("30d");
    bench.advance(Duration.ofDays(30).minus(Duration.ofMinutes(59)));
    ItemId hourly = bench.create(KEY, every("1h"));
    Instant due = bench.now().plus(Duration.ofHours(1));
    bench.advance(Duration.ofMinutes(59));
    while (bench.now().isBefore(due)) {
      var _ = rotateOne(Duration.ofMillis(10));
    }
    for (int i = 0; i < 6; i++) {
      var _ = rotateOne(Duration.ofMillis(10));
    }
    assertThat(bench.versions(hourly))
        .as("within the ten seconds that an order is kept")
        .isEqualTo(2);
    assertThat(bench.failures.rotations()).as("there are others left").isLessThan(50);
  }

  @Test
  void whatComesDueWithinARestIsLookedAtBeforeIt() throws Exception {
    Duration until = Duration.ofHours(1).minusSeconds(10);
    bench.create(KEY, every("30d"));
    bench.advance(Duration.ofDays(30).minus(until));
    bench.create(KEY, every("1h"));
    bench.advance(until);
    Duration rest = rotateOne(Duration.ofMillis(80));
    assertThat(rest)
        .as("a hundredth of six minutes and ten seconds")
        .isBetween(Duration.ofMillis(3_690), Duration.ofMillis(3_710));
  }

  @Test
  void whatIsLateByATenthOfItsPeriodIsNotLeftAloneForTheSakeOfCallers() throws Exception {
    createMany("1h");
    bench.advance(Duration.ofMinutes(60 + 5));
    Duration shorter = rotateOne(Duration.ofMillis(10));
    assertThat(shorter).isBetween(Duration.ofMillis(500), Duration.ofMillis(600));
    bench.advance(Duration.ofMinutes(1));
    assertThat(rotateOne(Duration.ofMillis(10))).isEqualTo(Duration.ofMillis(40));
  }

  @Test
  void whatIsLateByHoursIsNotLeftAloneEither() throws Exception {
    createMany("30d");
    bench.advance(Duration.ofDays(30).plus(Duration.ofHours(6)));
    assertThat(rotateOne(Duration.ofMillis(10))).isEqualTo(Duration.ofMillis(40));
  }

  private void createMany(String period) {
    for (int i = 0; i < 50; i++) {
      bench.create(KEY, every(period));
    }
  }

  /// Lets the job rotate one item, whose material takes that long, and rest.
  private Duration rotateOne(Duration making) throws Unavailable {
    bench.hsm.duringNextOperation(() -> bench.advance(making));
    Duration rest = job.run(leading(1));
    bench.advance(rest);
    return rest;
  }
}
