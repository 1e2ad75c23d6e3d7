package io.craton.vault.node.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Command.ChangeState;
import io.craton.vault.core.command.Command.CompleteEffects;
import io.craton.vault.core.command.Command.CreateItem;
import io.craton.vault.core.command.Command.InstallKek;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.ProposalId;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.KeyGenerator.Generated;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.service.Sources;
import io.craton.vault.core.testing.FakeHsm;
import io.craton.vault.core.testing.InMemoryVault;
import io.craton.vault.core.time.VaultDuration;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaderJobsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LONG = Duration.ofSeconds(20);

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final SecureRandom random = new SecureRandom();
  private final Sources sources = new Sources(now::get, this::randomBytes);
  private final FakeHsm hsm = new FakeHsm();
  private final InMemoryVault vault = new InMemoryVault();
  private final List<String> faults = new CopyOnWriteArrayList<>();
  private final LeaderJobs jobs =
      LeaderJobs.start(
          vault.replica(),
          new LeaderJobs.HsmKeys(hsm.ports(), hsm, hsm),
          new SweepSettings(Duration.ofHours(1), 100),
          sources,
          System::nanoTime,
          (reason, cause) -> faults.add(reason + ": " + cause));

  @AfterEach
  void stopJobs() throws InterruptedException {
    jobs.stop(LONG);
    assertThat(faults).isEmpty();
  }

  @Test
  void aNewClusterGetsItsFirstKek() {
    jobs.lead(1);

    await(this::hasKek);
    assertThat(hsm.keys()).hasSize(1);
    assertThat(vault.log())
        .allSatisfy(proposal -> {
          assertThat(proposal.actor()).isEmpty();
          assertThat(proposal.tag()).isEmpty();
        });
  }

  @Test
  void nothingIsDoneByAFollower() {
    jobs.lead(1);
    jobs.follow(1);
    jobs.lead(2);
    await(this::hasKek);
    jobs.follow(2);
    now.set(START.plusSeconds(1));
    int entries = vault.log().size();
    ItemId key = compromisedKey("1s");

    now.set(START.plusSeconds(60));
    jobs.lead(3);

    await(() -> destroyed(key));
    assertThat(vault.log().subList(entries + 2, vault.log().size()))
        .extracting(Proposal::proposedAt)
        .allMatch(START.plusSeconds(60)::equals);
  }

  @Test
  void theKeyThatLostARaceIsDestroyed() throws Exception {
    jobs.lead(1);
    await(this::hasKek);
    KeyRef late = hsm.generateKek(deadline());

    Outcome outcome = propose(new InstallKek(new KekVersion(1), late));
    jobs.applied();

    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    await(() -> !hsm.keys().contains(late) && outboxIsEmpty());
    assertThat(hsm.keys()).hasSize(1);
  }

  @Test
  void anHsmThatWasDownIsTriedAgain() {
    hsm.setDown(true);
    jobs.lead(1);
    hsm.setDown(false);

    await(this::hasKek);
  }

  @Test
  void withoutAQuorumNoKeyIsMade() {
    vault.setReachable(false);
    jobs.lead(1);
    vault.setReachable(true);

    await(this::hasKek);
    assertThat(hsm.keys()).hasSize(1);
  }

  @Test
  void whatIsDueIsFiredAndItsKeyDestroyed() {
    jobs.lead(1);
    await(this::hasKek);
    ItemId key = compromisedKey("1h");
    assertThat(destroyed(key)).isFalse();
    assertThat(hsm.keys()).hasSize(2);

    now.set(START.plus(Duration.ofHours(1)));
    jobs.applied();

    await(() -> destroyed(key));
    await(() -> hsm.keys().size() == 1 && outboxIsEmpty());
  }

  @Test
  void whatLogTimeMakesDueIsFiredByALeaderWhoseClockIsBehind() throws Exception {
    jobs.lead(1);
    await(this::hasKek);
    ItemId key = compromisedKey("1h");
    now.set(START.plus(Duration.ofHours(1)));
    var _ = propose(new CompleteEffects(List.of()));

    now.set(START);
    jobs.applied();

    await(() -> destroyed(key));
  }

  @Test
  void aKeyThatCannotBeDestroyedYetIsLaterDestroyed() throws Exception {
    jobs.lead(1);
    await(this::hasKek);
    KeyRef orphan = hsm.generateKek(deadline());
    hsm.setDown(true);
    var _ = propose(new InstallKek(new KekVersion(1), orphan));
    jobs.applied();
    assertThat(hsm.keys()).contains(orphan);

    hsm.setDown(false);

    await(() -> !hsm.keys().contains(orphan) && outboxIsEmpty());
  }

  @Test
  void aBugInAJobIsAFault() throws Exception {
    List<String> reported = new CopyOnWriteArrayList<>();
    LeaderJobs broken =
        LeaderJobs.start(
            vault.replica(),
            new LeaderJobs.HsmKeys(hsm.ports(), hsm, hsm),
            new SweepSettings(Duration.ofHours(1), 100),
            new Sources(now::get, count -> new byte[0]),
            System::nanoTime,
            (reason, cause) -> reported.add(reason));

    broken.lead(1);

    await(() -> reported.contains("job kek failed"));
    broken.stop(LONG);
  }

  /// A key whose only version is to be destroyed after `period`.
  private ItemId compromisedKey(String period) {
    ItemId id = ItemId.of(randomBytes(ItemId.SIZE));
    Algorithm algorithm = Algorithm.SIGN_ES256;
    try {
      Generated generated = hsm.generate(algorithm, false, deadline());
      Material material = new Material.HsmKey(generated.ref(), generated.publicKey());
      ItemKind kind = new ItemKind.Key(algorithm, false, Optional.empty());
      var _ =
          propose(
              new CreateItem(
                  id,
                  new Command.Draft(
                      kind,
                      FolderPath.ROOT,
                      Optional.empty(),
                      Labels.NONE,
                      Optional.empty(),
                      RotationSettings.INHERITED),
                  material));
      var _ =
          propose(
              new ChangeState(
                  id, Optional.empty(), StateName.COMPROMISED, VaultDuration.parse(period)));
      return id;
    } catch (Unavailable e) {
      throw new AssertionError(e);
    }
  }

  private boolean destroyed(ItemId id) {
    return vault.read(view ->
        view.version(new VersionId(id, VersionNumber.FIRST)).orElseThrow().state().name()
            == StateName.DESTROYED);
  }

  private boolean hasKek() {
    return vault.read(view -> view.currentKek().isPresent());
  }

  private boolean outboxIsEmpty() {
    return vault.read(view -> view.outbox(0, 1).isEmpty());
  }

  private Outcome propose(Command command) throws Unavailable {
    return vault.propose(
        new Proposal(
            ProposalId.of(randomBytes(ProposalId.SIZE)),
            Optional.empty(),
            Optional.empty(),
            now.get(),
            command),
        deadline());
  }

  private byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static Deadline deadline() {
    return Deadline.after(LONG, System::nanoTime);
  }

  private static void await(BooleanSupplier condition) {
    Deadline deadline = deadline();
    while (!condition.getAsBoolean()) {
      assertThat(deadline.expired()).as("the condition holds in time").isFalse();
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }
}
