package io.craton.vault.node.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Command.AbandonKeys;
import io.craton.vault.core.command.Command.ChangeState;
import io.craton.vault.core.command.Command.CreateItem;
import io.craton.vault.core.command.Command.DeleteItem;
import io.craton.vault.core.command.Command.InstallKek;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.ProposalId;
import io.craton.vault.core.id.SweepGeneration;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.service.Sources;
import io.craton.vault.core.state.Restoration;
import io.craton.vault.core.testing.FakeHsm;
import io.craton.vault.core.testing.InMemoryVault;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The sweep, pass by pass on the test's own thread.
class SweepJobTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration INTERVAL = Duration.ofMinutes(30);
  private static final int LIMIT = 20;

  private final SecureRandom random = new SecureRandom();
  private final Sources sources = new Sources(() -> NOW, this::randomBytes);
  private final FakeHsm hsm = new FakeHsm();
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicBoolean leads = new AtomicBoolean(true);
  private final SweepStatus status = new SweepStatus();
  private InMemoryVault vault;
  private LeaderJobs.HsmKeys keys;
  private SystemProposer proposer;
  private SweepJob job;
  private Leadership leadership;

  @BeforeEach
  void lead() throws Exception {
    vault = InMemoryVault.withKek(hsm, sources);
    keys = new LeaderJobs.HsmKeys(hsm.ports(), hsm, hsm);
    proposer = new SystemProposer(vault, sources, nanos::get);
    newLeader(1);
  }

  private void newLeader(long term) throws Unavailable {
    job =
        new SweepJob(
            vault.replica(),
            keys,
            proposer,
            new SweepSettings(INTERVAL, LIMIT),
            new SweepJob.Timing(nanos::get, sources.clock(), nanosToRest -> {}),
            status);
    leadership = new Leadership(term, leads::get);
    assertThat(job.run(leadership)).as("a new leader waits").isPositive();
  }

  private void sweep() throws Unavailable {
    nanos.addAndGet(INTERVAL.toNanos());
    assertThat(job.run(leadership)).isEqualTo(INTERVAL);
  }

  private void emptyTheOutbox() throws Unavailable {
    var _ = new OutboxWorker(vault, keys, proposer).run(leadership);
  }

  @Test
  void anOrphanIsDestroyedByTheSecondSweepThatSeesIt() throws Exception {
    KeyRef orphan = newKey();

    sweep();
    assertThat(outbox()).isEmpty();
    sweep();
    assertThat(outbox()).containsExactly(orphan);
    emptyTheOutbox();

    assertThat(hsm.keys()).hasSize(1).doesNotContain(orphan);
    assertThat(status.removed()).isEqualTo(1);
    sweep();
    assertThat(outbox()).isEmpty();
    assertThat(status.last().orElseThrow()).isEqualTo(new SweepReport(NOW, Duration.ZERO, 0, 0));
  }

  @Test
  void aKeyThatIsAdoptedBetweenTheSweepsStays() throws Exception {
    SweepGeneration before = generation();
    KeyRef key = newKey();
    sweep();

    assertThat(create(key, before)).isInstanceOf(Outcome.ItemWritten.class);

    sweep();
    sweep();
    sweep();
    assertThat(outbox()).isEmpty();
    assertThat(hsm.keys()).contains(key);
    assertThat(status.removed()).isZero();
  }

  @Test
  void aProposalThatComesAfterTheSecondSweepIsRefusedAndNothingComesBack() throws Exception {
    SweepGeneration before = generation();
    KeyRef key = newKey();
    sweep();
    sweep();

    Outcome late = create(key, before);

    assertThat(late)
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused ->
                assertThat(refused.rejection().code()).isEqualTo(Rejection.Code.KEY_TOO_OLD));
    emptyTheOutbox();
    assertThat(hsm.keys()).hasSize(1).doesNotContain(key);
    assertThat(outbox()).isEmpty();
    assertThat(vault.<Integer>read(view -> view.allVersions(Optional.empty(), 9).size())).isZero();
  }

  @Test
  void aKeyThatIsMadeWhileASweepWalksIsNoSuspectOfTheNext() throws Exception {
    sweep();
    KeyRef key = newKey();
    SweepGeneration before = generation();
    sweep();
    assertThat(create(key, before)).isInstanceOf(Outcome.ItemWritten.class);
    sweep();
    assertThat(outbox()).isEmpty();
    assertThat(hsm.keys()).contains(key);
  }

  @Test
  void aNewLeaderStartsAfresh() throws Exception {
    KeyRef orphan = newKey();
    sweep();

    newLeader(2);
    sweep();
    assertThat(outbox()).as("after its first sweep").isEmpty();

    sweep();
    assertThat(outbox()).containsExactly(orphan);
  }

  @Test
  void theSameNodeInANewTermStartsAfreshToo() throws Exception {
    var _ = newKey();
    sweep();
    leadership = new Leadership(5, leads::get);
    assertThat(job.run(leadership)).isEqualTo(Duration.ofMinutes(2));
    sweep();
    assertThat(outbox()).isEmpty();
  }

  @Test
  void aLeaderThatWasReplacedBeginsNothing() throws Exception {
    sweep();
    leads.set(false);
    nanos.addAndGet(INTERVAL.toNanos());
    assertThatThrownBy(() -> job.run(leadership)).isInstanceOf(Unavailable.class);
    assertThat(generation()).isEqualTo(new SweepGeneration(1));
  }

  @Test
  void anHsmThatIsDownCostsNoGenerationAndTheOrphanGoesLater() throws Exception {
    KeyRef orphan = newKey();
    sweep();
    hsm.setDown(true);
    nanos.addAndGet(INTERVAL.toNanos());
    assertThatThrownBy(() -> job.run(leadership)).isInstanceOf(Unavailable.class);
    assertThatThrownBy(() -> job.run(leadership)).isInstanceOf(Unavailable.class);
    assertThat(generation()).isEqualTo(new SweepGeneration(1));

    hsm.setDown(false);
    sweep();
    assertThat(outbox()).containsExactly(orphan);
    hsm.setDown(true);
    assertThatThrownBy(this::emptyTheOutbox).isInstanceOf(Unavailable.class);
    assertThat(outbox()).as("pending, over the outage").containsExactly(orphan);

    hsm.setDown(false);
    emptyTheOutbox();
    assertThat(hsm.keys()).doesNotContain(orphan);
  }

  @Test
  void twoSweepsAreAnIntervalApartEvenIfTheFirstFails() throws Exception {
    hsm.hideKey(create());
    hsm.duringNextOperation(() -> hsm.duringNextOperation(() -> hsm.setDown(true)));
    nanos.addAndGet(INTERVAL.toNanos());
    assertThatThrownBy(() -> job.run(leadership)).isInstanceOf(Unavailable.class);
    hsm.setDown(false);
    assertThat(generation()).isEqualTo(new SweepGeneration(1));

    assertThat(job.run(leadership)).isEqualTo(INTERVAL);

    assertThat(generation()).isEqualTo(new SweepGeneration(1));
  }

  @Test
  void whatTheOutboxHasAlreadyIsNoOrphan() throws Exception {
    KeyRef loser = newKey();
    var _ = propose(new InstallKek(new KekVersion(1), loser), generation());
    assertThat(outbox()).containsExactly(loser);

    sweep();
    sweep();
    sweep();

    assertThat(outbox()).containsExactly(loser);
    assertThat(vault.log()).noneMatch(proposal -> proposal.command() instanceof AbandonKeys);
    emptyTheOutbox();
    assertThat(hsm.keys()).hasSize(1);
  }

  /// As when data directories were not mounted, and the nodes began a new cluster on the same
  /// token: the key-encryption key of the true one must outlive that.
  @Test
  void keysThatAreOlderThanTheClusterAreLeftAloneAndReported() throws Exception {
    KeyRef another = newKey();
    hsm.makeOlder(another);
    KeyRef orphan = newKey();
    sweep();
    sweep();
    sweep();
    assertThat(outbox()).containsExactly(orphan);
    emptyTheOutbox();
    assertThat(hsm.keys()).contains(another);
    assertThat(status.last().orElseThrow().orphansLeft()).isOne();
  }

  /// They may belong to what came after the backup, which the state cannot know.
  @Test
  void keysThatWereThereWhenTheStateWasRestoredAreLeftAloneAndReported() throws Exception {
    KeyRef another = newKey();
    vault.restored(new Restoration(NOW, FakeHsm.MADE_AT + 1));
    sweep();
    sweep();
    sweep();
    assertThat(outbox()).isEmpty();
    assertThat(hsm.keys()).contains(another);
    assertThat(status.last().orElseThrow().orphansLeft()).isOne();
  }

  /// Its first key is there under the former name, and dates nothing.
  @Test
  void aStateRestoredUnderAnotherNameSweepsWhatItMadeItselfAndMissesNothing() throws Exception {
    create();
    hsm.moveElsewhere();
    vault.restored(new Restoration(NOW, FakeHsm.MADE_AT));
    KeyRef orphan = newKey();
    KeyRef lost = create();
    hsm.destroy(lost, deadline());
    sweep();
    assertThat(status.last().orElseThrow().missingKeys()).isOne();
    sweep();
    assertThat(outbox()).containsExactly(orphan);
    assertThat(status.last().orElseThrow().orphansLeft()).isZero();
  }

  @Test
  void anOrphanOfTheClusterBeforeTheRestorationIsCrossedOffAndLeft() throws Exception {
    KeyRef orphan = newKey();
    sweep();
    sweep();
    assertThat(outbox()).containsExactly(orphan);
    hsm.isStranger(orphan);
    emptyTheOutbox();
    assertThat(outbox()).isEmpty();
    assertThat(hsm.keys()).contains(orphan);
  }

  @Test
  void moreOrphansThanTheLimitAreLeftAloneAndReported() throws Exception {
    for (int i = 0; i <= LIMIT; i++) {
      var _ = newKey();
      create();
    }
    sweep();
    sweep();
    assertThat(outbox()).isEmpty();
    assertThat(status.removed()).isZero();
    assertThat(status.last().orElseThrow().orphansLeft()).isEqualTo(LIMIT + 1);
  }

  @Test
  void aStateThatKnowsHardlyAnyOfTheKeysRemovesNone() throws Exception {
    for (int i = 0; i < 17; i++) {
      var _ = newKey();
    }
    sweep();
    sweep();
    assertThat(outbox()).isEmpty();
    assertThat(status.last().orElseThrow().orphansLeft()).isEqualTo(17);
  }

  @Test
  void aKeyThatTheHsmLostIsReportedUntilTheStateLetsGoOfIt() throws Exception {
    KeyRef key = newKey();
    CreateItem item = item(hsmKey(key));
    assertThat(propose(item, generation())).isInstanceOf(Outcome.ItemWritten.class);
    sweep();
    assertThat(status.last().orElseThrow().missingKeys()).isZero();

    hsm.destroy(key, deadline());
    sweep();
    assertThat(status.last().orElseThrow().missingKeys()).isEqualTo(1);
    sweep();
    assertThat(status.last().orElseThrow().missingKeys()).isEqualTo(1);
    assertThat(hsm.expected()).as("fresh starts of the library for it").isEqualTo(1);

    var _ = propose(new DeleteItem(item.id(), false), generation());
    sweep();
    assertThat(status.last().orElseThrow().missingKeys()).isZero();
  }

  @Test
  void aKeyThatTheLibraryWasOnlyBlindToIsNotMissing() throws Exception {
    hsm.hideKey(create());
    sweep();
    assertThat(status.last().orElseThrow().missingKeys()).isZero();
    assertThat(hsm.expected()).isEqualTo(1);
  }

  @Test
  void aKeyThatGoesWhileItIsLookedUpIsNotMissing() throws Exception {
    KeyRef key = newKey();
    CreateItem item = item(hsmKey(key));
    assertThat(propose(item, generation())).isInstanceOf(Outcome.ItemWritten.class);
    hsm.destroy(key, deadline());
    vault.setMissed(() -> {
      try {
        var _ = propose(new DeleteItem(item.id(), false), generation());
      } catch (Unavailable e) {
        throw new AssertionError(e);
      }
    });
    sweep();
    assertThat(status.last().orElseThrow().missingKeys()).isZero();
    assertThat(hsm.expected()).isZero();
  }

  @Test
  void versionsWithoutAnObjectInTheHsmMissNothing() throws Exception {
    PublicKey half = new PublicKey(Bytes.utf8("spki"));
    Material.Sealed sealed =
        new Material.Sealed(new KekVersion(1), Bytes.utf8("sealed"), Optional.empty());
    assertThat(propose(item(new Material.PublicOnly(half)), generation()))
        .isInstanceOf(Outcome.ItemWritten.class);
    assertThat(propose(item(new Material.SoftwareKey(sealed, half)), generation()))
        .isInstanceOf(Outcome.ItemWritten.class);
    CreateItem destroyed = item(hsmKey(newKey()));
    assertThat(propose(destroyed, generation())).isInstanceOf(Outcome.ItemWritten.class);
    var _ =
        propose(
            new ChangeState(
                destroyed.id(), Optional.empty(), StateName.DESTROYED, Optional.empty()),
            generation());
    emptyTheOutbox();

    sweep();

    assertThat(status.last().orElseThrow().missingKeys()).isZero();
  }

  @Test
  void manyVersionsAreWalkedPageByPage() throws Exception {
    for (int i = 0; i < 600; i++) {
      create();
    }
    KeyRef orphan = newKey();
    sweep();
    sweep();
    assertThat(outbox()).containsExactly(orphan);
    assertThat(status.last().orElseThrow().missingKeys()).isZero();
  }

  private KeyRef newKey() throws Unavailable {
    return hsm.generateKek(deadline());
  }

  /// A key of an item.
  private KeyRef create() throws Unavailable {
    KeyRef key = newKey();
    assertThat(create(key, generation())).isInstanceOf(Outcome.ItemWritten.class);
    return key;
  }

  private Outcome create(KeyRef key, SweepGeneration keysFrom) throws Unavailable {
    return propose(item(hsmKey(key)), keysFrom);
  }

  private static Material hsmKey(KeyRef key) {
    return new Material.HsmKey(key, Optional.empty());
  }

  private CreateItem item(Material material) {
    return new CreateItem(
        ItemId.of(randomBytes(ItemId.SIZE)),
        new Command.Draft(
            new ItemKind.Key(Algorithm.SIGN_ES256, false, Optional.empty()),
            FolderPath.ROOT,
            Optional.empty(),
            Labels.NONE,
            Optional.empty(),
            RotationSettings.INHERITED),
        material);
  }

  private Outcome propose(Command command, SweepGeneration keysFrom) throws Unavailable {
    return vault.propose(
        new Proposal(
            ProposalId.of(randomBytes(ProposalId.SIZE)),
            Optional.empty(),
            Optional.empty(),
            NOW,
            command,
            keysFrom),
        deadline());
  }

  private SweepGeneration generation() {
    return vault.read(view -> view.sweepGeneration());
  }

  private List<KeyRef> outbox() {
    return vault.read(
        view -> view.outbox(0, Integer.MAX_VALUE).stream().map(row -> row.destroy()).toList());
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
