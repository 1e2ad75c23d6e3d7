package io.craton.vault.core.decision;

import static io.craton.vault.core.decision.Bench.code;
import static io.craton.vault.core.decision.Bench.key;
import static io.craton.vault.core.decision.Bench.secret;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Command.AbandonKeys;
import io.craton.vault.core.command.Command.BeginSweep;
import io.craton.vault.core.command.Command.CreateItem;
import io.craton.vault.core.command.Command.DeleteItem;
import io.craton.vault.core.command.Command.InstallKek;
import io.craton.vault.core.command.Command.Retirement;
import io.craton.vault.core.command.Command.RotateItem;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.ProposalId;
import io.craton.vault.core.id.SweepGeneration;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.state.OutboxRow;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The generations of the sweep: which keys the log still takes, and which it lets go.
final class SweepTest {
  private final Bench bench = new Bench(19);

  private static SweepGeneration sweep(long number) {
    return new SweepGeneration(number);
  }

  private void sweepTo(long number) {
    while (bench.state().sweepGeneration().value() < number) {
      assertThat(code(bench.apply(new BeginSweep(bench.state().sweepGeneration())))).isEmpty();
    }
  }

  private Optional<Rejection.Code> propose(Command command, long keysFrom) {
    return code(bench.apply(bench.proposal(command, sweep(keysFrom))));
  }

  private CreateItem create(Material material) {
    ItemId id = bench.newId();
    return new CreateItem(id, key("/k", "k" + id), material);
  }

  private List<KeyRef> queued() {
    return bench.state().outbox(0, 99).stream().map(OutboxRow::destroy).toList();
  }

  @Test
  void aSweepBeginsAfterTheOneThatItsProposerKnew() {
    assertThat(bench.state().sweepGeneration()).isEqualTo(SweepGeneration.FIRST);
    assertThat(code(bench.apply(new BeginSweep(sweep(1))))).contains(Rejection.Code.SWEEP_CONFLICT);
    assertThat(code(bench.apply(new BeginSweep(sweep(0))))).isEmpty();
    assertThat(code(bench.apply(new BeginSweep(sweep(0))))).contains(Rejection.Code.SWEEP_CONFLICT);
    assertThat(bench.state().sweepGeneration()).isEqualTo(sweep(1));
  }

  @Test
  void aKeyIsTakenUntilTwoMoreSweepsHaveBegun() {
    for (long begun = 0; begun <= 4; begun++) {
      sweepTo(begun);
      for (long keysFrom = 0; keysFrom <= begun; keysFrom++) {
        Material.HsmKey made = bench.newKey();
        boolean late = begun - keysFrom >= 2;
        assertThat(propose(create(made), keysFrom).equals(Optional.of(Rejection.Code.KEY_TOO_OLD)))
            .as("key of sweep %d in sweep %d", keysFrom, begun)
            .isEqualTo(late);
        assertThat(queued().contains(made.ref())).isEqualTo(late);
      }
    }
  }

  @Test
  void everyCommandThatBringsAKeyIsHeldToIt() {
    CreateItem item = create(bench.newKey());
    assertThat(propose(item, 0)).isEmpty();
    sweepTo(2);
    Material.HsmKey next = bench.newKey();
    RotateItem rotate =
        new RotateItem(
            item.id(), VersionNumber.FIRST, next, Retirement.DEACTIVATE, Optional.empty());
    KeyRef kek = bench.newKey().ref();

    assertThat(propose(rotate, 0)).contains(Rejection.Code.KEY_TOO_OLD);
    assertThat(propose(new InstallKek(new KekVersion(1), kek), 0))
        .contains(Rejection.Code.KEY_TOO_OLD);

    assertThat(queued()).containsExactly(next.ref(), kek);
    assertThat(bench.state().item(item.id()).orElseThrow().history().versionCount()).isEqualTo(1);
    assertThat(bench.state().currentKek()).isEmpty();
  }

  @Test
  void whatBringsNoKeyOfTheHsmIsNeverTooOld() {
    sweepTo(5);
    CreateItem store = new CreateItem(bench.newId(), secret("/s", "s"), bench.newSealed());
    assertThat(propose(store, 0)).isEmpty();
    assertThat(propose(new DeleteItem(store.id(), false), 0)).isEmpty();
  }

  @Test
  void aProposalThatTheLogHoldsTwiceKeepsItsKeyHoweverLateTheSecondComes() {
    Material.HsmKey made = bench.newKey();
    CreateItem create = create(made);
    Proposal untagged = bench.proposal(create, sweep(0));
    assertThat(code(bench.apply(untagged))).isEmpty();
    sweepTo(2);
    assertThat(code(bench.apply(untagged))).isEmpty();
    assertThat(queued()).isEmpty();
    assertThat(bench.state().version(new VersionId(create.id(), VersionNumber.FIRST))).isPresent();
  }

  @Test
  void aRetryGetsTheRememberedOutcomeAndItsOldKeyIsDestroyed() {
    RequestTag tag = bench.newTag();
    CreateItem first = create(bench.newKey());
    Outcome outcome = bench.apply(tagged(first, tag));
    sweepTo(3);
    Material.HsmKey again = bench.newKey();
    assertThat(bench.apply(tagged(create(again), tag))).isEqualTo(outcome);
    assertThat(queued()).containsExactly(again.ref());
  }

  private Proposal tagged(CreateItem create, RequestTag tag) {
    return new Proposal(
        ProposalId.of(bench.bytes(ProposalId.SIZE)),
        Optional.empty(),
        Optional.of(tag),
        bench.now(),
        create,
        sweep(0));
  }

  @Test
  void aProposalOfADeletedItemDoesNotBringItsDestroyedKeyBack() {
    Material.HsmKey made = bench.newKey();
    CreateItem create = create(made);
    Proposal proposal = bench.proposal(create, sweep(0));
    assertThat(code(bench.apply(proposal))).isEmpty();
    assertThat(propose(new DeleteItem(create.id(), false), 0)).isEmpty();
    sweepTo(2);
    assertThat(code(bench.apply(proposal))).contains(Rejection.Code.KEY_TOO_OLD);
    assertThat(bench.state().item(create.id())).isEmpty();
  }

  @Test
  void keysAreAbandonedOnceTheSweepAfterTheirListingHasBegun() {
    KeyRef one = bench.newKey().ref();
    KeyRef other = bench.newKey().ref();
    sweepTo(1);
    AbandonKeys abandon = new AbandonKeys(sweep(1), List.of(one, other));
    assertThat(code(bench.apply(abandon))).contains(Rejection.Code.SWEEP_CONFLICT);
    assertThat(queued()).isEmpty();

    sweepTo(2);

    assertThat(code(bench.apply(abandon))).isEmpty();
    assertThat(queued()).containsExactly(one, other);
  }
}
