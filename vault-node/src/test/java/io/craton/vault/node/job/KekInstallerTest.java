package io.craton.vault.node.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.command.Command.InstallKek;
import io.craton.vault.core.id.SweepGeneration;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Sources;
import io.craton.vault.core.testing.FakeHsm;
import io.craton.vault.core.testing.InMemoryVault;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// The first key-encryption key of a cluster, pass by pass on the test's own thread.
class KekInstallerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LOOKS_AGAIN = Duration.ofSeconds(10);

  private final SecureRandom random = new SecureRandom();
  private final Sources sources = new Sources(() -> NOW, this::randomBytes);
  private final AtomicLong nanos = new AtomicLong();
  private final FakeHsm hsm = new FakeHsm();
  private final LeaderJobs.HsmKeys keys = new LeaderJobs.HsmKeys(hsm.ports(), hsm, hsm);
  private final InMemoryVault vault = new InMemoryVault();
  private final SystemProposer proposer = new SystemProposer(vault, sources, nanos::get);
  private final KekStatus status = new KekStatus();
  private final AtomicBoolean leads = new AtomicBoolean(true);
  private final Leadership leadership = new Leadership(1, leads::get);
  private final SweepJob.Timing timing =
      new SweepJob.Timing(nanos::get, sources.clock(), nanosToRest -> {});
  private final KekInstaller job =
      new KekInstaller(vault.replica(), keys, proposer, timing, status);

  @Test
  void anEmptyPartitionGetsAKey() throws Exception {
    assertThat(job.run(leadership)).isEqualTo(Duration.ofHours(1));

    assertThat(hasKek()).isTrue();
    assertThat(hsm.keys()).hasSize(1);
    assertThat(status.obstacle()).isEmpty();
  }

  @Test
  void keysOfAnotherClusterOfThatNameStandInTheWayUntilTheyAreGone() throws Exception {
    KeyRef another = hsm.generateKek(deadline());
    hsm.makeOlder(another);

    assertThat(job.run(leadership)).isEqualTo(LOOKS_AGAIN);
    assertThat(job.run(leadership)).isEqualTo(LOOKS_AGAIN);

    assertThat(hasKek()).isFalse();
    assertThat(hsm.keys()).containsExactly(another);
    assertThat(vault.log()).isEmpty();
    assertThat(status.obstacle().orElseThrow())
        .contains("1 objects under this cluster.id")
        .contains("another cluster.id")
        .contains("remove them from the partition");

    hsm.destroy(another, deadline());
    var _ = job.run(leadership);
    assertThat(hasKek()).isTrue();
    assertThat(status.obstacle()).isEmpty();
  }

  /// The label's second is that of a clock that may be wrong, and is not asked.
  @Test
  void soDoThoseThatSeemToBeYounger() throws Exception {
    var _ = hsm.generateKek(deadline());

    var _ = job.run(leadership);

    assertThat(hasKek()).isFalse();
    assertThat(status.obstacle()).isPresent();
  }

  @Test
  void aKeyThatItsOwnLeaderDidNotComeToRecordDoesNot() throws Exception {
    InMemoryVault log = vault;
    SystemProposer dying =
        new SystemProposer(
            (proposal, deadline) -> {
              if (proposal.command() instanceof InstallKek) {
                throw new Unavailable(
                    Unavailable.Reason.NO_QUORUM, "it died", Duration.ofSeconds(1));
              }
              return log.propose(proposal, deadline);
            },
            sources,
            nanos::get);
    KekInstaller before = new KekInstaller(vault.replica(), keys, dying, timing, status);
    assertThatThrownBy(() -> before.run(leadership)).isInstanceOf(Unavailable.class);
    assertThat(hsm.keys()).hasSize(1);

    var _ = job.run(new Leadership(2, () -> true));

    assertThat(hasKek()).isTrue();
    assertThat(hsm.keys()).hasSize(2);
  }

  @Test
  void neitherDoesWhatANodeLeftThatDiedWhileItTriedTheToken() throws Exception {
    hsm.makeTrial(hsm.generateKek(deadline()));

    var _ = job.run(leadership);

    assertThat(hasKek()).isTrue();
  }

  @Test
  void aLeaderThatWasReplacedSaysNothing() throws Exception {
    var _ = hsm.generateKek(deadline());
    hsm.duringNextOperation(() -> leads.set(false));

    assertThatThrownBy(() -> job.run(leadership)).isInstanceOf(Unavailable.class);

    assertThat(status.obstacle()).isEmpty();
  }

  @Test
  void noSweepTakesTheFirstLookAway() throws Exception {
    var _ = hsm.generateKek(deadline());
    Duration interval = Duration.ofMinutes(30);
    SweepJob sweep =
        new SweepJob(
            vault.replica(),
            keys,
            proposer,
            new SweepSettings(interval, 100),
            timing,
            new SweepStatus());
    for (int pass = 0; pass < 5; pass++) {
      nanos.addAndGet(interval.toNanos());
      assertThat(sweep.run(leadership)).isPositive();
    }

    assertThat(generation()).isEqualTo(SweepGeneration.FIRST);
    assertThat(vault.log()).isEmpty();

    hsm.loseKeys();
    var _ = job.run(leadership);
    assertThat(generation()).isEqualTo(SweepGeneration.FIRST.next());
    assertThat(sweep.run(leadership)).as("requests that began before end first").isPositive();
    assertThat(generation()).isEqualTo(SweepGeneration.FIRST.next());
    nanos.addAndGet(interval.toNanos());
    var _ = sweep.run(leadership);
    assertThat(generation()).isEqualTo(SweepGeneration.FIRST.next().next());
  }

  private boolean hasKek() {
    return vault.read(view -> view.currentKek().isPresent());
  }

  private SweepGeneration generation() {
    return vault.read(view -> view.sweepGeneration());
  }

  private byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static Deadline deadline() {
    return Deadline.after(Duration.ofSeconds(20), System::nanoTime);
  }
}
