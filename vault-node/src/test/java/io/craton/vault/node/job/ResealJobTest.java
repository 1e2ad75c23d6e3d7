package io.craton.vault.node.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.Limits;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Command.ResealVersions;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.rotation.RotationSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Sealing anew, pass by pass on the test's own thread.
class ResealJobTest {
  private static final KekVersion FIRST = new KekVersion(1);
  private static final KekVersion SECOND = new KekVersion(2);
  private static final int VALUES = 2 * Limits.RESEALED_PER_COMMAND + 5;

  private final JobBench bench = new JobBench(35);
  private final ResealStatus status = new ResealStatus();
  private final ResealJob job = bench.resealJob(status);

  private List<ItemId> store(int count) {
    List<ItemId> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(bench.create(JobBench.CLIENT, RotationSettings.INHERITED));
    }
    return ids;
  }

  private void rotate(KekVersion to) throws Unavailable {
    Outcome outcome =
        bench.propose(new Command.InstallKek(to, bench.hsm.generateKek(bench.deadline())));
    assertThat(outcome).isEqualTo(new Outcome.Done());
  }

  private long sealedUnder(KekVersion kek) {
    return bench.vault.read(view -> view.sealedCount(kek));
  }

  private long resealings() {
    return bench.vault.log().stream()
        .filter(proposal -> proposal.command() instanceof ResealVersions)
        .count();
  }

  private void assertReadable(List<ItemId> ids) {
    ids.forEach(id -> assertThat(bench.value(id)).as("%s", id).isEqualTo(JobBench.VALUE));
  }

  @Test
  void thereIsNothingToDoBeforeARotation() throws Exception {
    store(3);
    assertThat(job.run(JobBench.leading(1))).isPositive();
    assertThat(resealings()).isZero();
  }

  @Test
  void everythingIsSealedUnderTheNewKeyInBoundedBatches() throws Exception {
    List<ItemId> ids = store(VALUES);
    rotate(SECOND);
    List<ItemId> later = store(2);
    assertThat(sealedUnder(SECOND)).as("new values").isEqualTo(2);

    assertThat(job.run(JobBench.leading(1))).isZero();

    assertThat(sealedUnder(FIRST)).isZero();
    assertThat(sealedUnder(SECOND)).isEqualTo(VALUES + 2);
    assertThat(resealings()).isEqualTo(3);
    assertThat(status.resealed()).isEqualTo(VALUES);
    assertThat(job.run(JobBench.leading(1))).isPositive();
    assertThat(resealings()).as("done").isEqualTo(3);
    bench.propose(new Command.RetireKek(FIRST));
    var _ = bench.outboxWorker().run(JobBench.leading(1));
    assertThat(bench.hsm.keys()).as("the HSM has the new key only").hasSize(1);
    assertReadable(ids);
    assertReadable(later);
  }

  @Test
  void anotherLeaderGoesOnWhereTheLogStands() throws Exception {
    List<ItemId> ids = store(VALUES);
    rotate(SECOND);
    AtomicInteger looks = new AtomicInteger();
    Leadership brief =
        new Leadership(1, () -> looks.incrementAndGet() <= Limits.RESEALED_PER_COMMAND + 20);
    assertThatThrownBy(() -> job.run(brief)).isInstanceOf(Unavailable.class);
    assertThat(sealedUnder(SECOND)).isEqualTo(Limits.RESEALED_PER_COMMAND);

    assertThat(bench.resealJob(new ResealStatus()).run(JobBench.leading(2))).isZero();

    assertThat(sealedUnder(FIRST)).isZero();
    assertThat(resealings()).as("nothing twice").isEqualTo(3);
    assertReadable(ids);
  }

  @Test
  void anHsmThatIsGoneStopsThePassAndNothingIsLost() throws Exception {
    List<ItemId> ids = store(VALUES);
    rotate(SECOND);
    bench.hsm.setDown(true);
    assertThatThrownBy(() -> job.run(JobBench.leading(1))).isInstanceOf(Unavailable.class);
    assertThat(resealings()).isZero();
    bench.hsm.setDown(false);
    assertThat(job.run(JobBench.leading(1))).isZero();
    assertThat(sealedUnder(FIRST)).isZero();
    assertReadable(ids);
  }

  @Test
  void twoRotationsInARowEndUnderTheLastKey() throws Exception {
    List<ItemId> first = store(3);
    rotate(SECOND);
    List<ItemId> second = store(4);
    KekVersion third = SECOND.next();
    rotate(third);
    assertThat(job.run(JobBench.leading(1))).isZero();
    assertThat(job.run(JobBench.leading(1))).isZero();
    assertThat(sealedUnder(third)).isEqualTo(7);
    assertThat(bench.vault.<Optional<KekVersion>>read(view -> view.oldestKekInUse()))
        .contains(third);
    assertReadable(first);
    assertReadable(second);
  }

  @Test
  void aDamagedValueIsPassedOverAndNotTriedAllTheTime() throws Exception {
    List<ItemId> ids = store(3);
    ItemId damaged = store(1).getFirst();
    bench.damage(damaged);
    rotate(SECOND);

    assertThat(job.run(JobBench.leading(1))).isPositive();

    assertThat(status.failing()).isEqualTo(1);
    assertThat(sealedUnder(FIRST)).isEqualTo(1);
    assertReadable(ids);
    int tried = bench.hsm.operations();
    assertThat(job.run(JobBench.leading(1))).isPositive();
    assertThat(bench.hsm.operations()).isEqualTo(tried);
    bench.advance(Duration.ofHours(1));
    var _ = job.run(JobBench.leading(1));
    assertThat(bench.hsm.operations()).isGreaterThan(tried);

    bench.propose(new Command.DeleteItem(damaged, false));
    assertThat(job.run(JobBench.leading(1))).isPositive();
    assertThat(status.failing()).isZero();
    assertThat(bench.propose(new Command.RetireKek(FIRST))).isEqualTo(new Outcome.Done());
  }
}
