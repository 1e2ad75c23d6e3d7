package io.craton.vault.consensus.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.consensus.Proposals;
import io.craton.vault.consensus.Samples;
import io.craton.vault.consensus.rocks.Applied;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.SweepGeneration;
import io.craton.vault.core.item.KeyRef;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What is noticed when nobody's token stands behind it.
class ActorlessChangesTest {
  /// What the vault does by itself.
  private static final Set<Class<? extends Command>> OWN =
      Set.of(
          Command.RotateOnSchedule.class,
          Command.ReplanItems.class,
          Command.ResealVersions.class,
          Command.FireTimers.class,
          Command.CompleteEffects.class,
          Command.BeginSweep.class,
          Command.AbandonKeys.class,
          Command.RecordMembers.class,
          Command.CompleteRemoval.class);

  private static final Outcome REFUSED =
      new Outcome.Refused(new Rejection(Rejection.Code.SWEEP_CONFLICT, "no"));

  private final Samples samples = new Samples(1);
  private final Proposals proposals = new Proposals(1);

  @Test
  void allThatCallersDoAndNothingThatTheVaultDoes() {
    Set<String> noticed = new TreeSet<>();
    Set<String> expected = new TreeSet<>();
    for (int i = 0; i < 2_000; i++) {
      Command command = samples.command();
      if (command instanceof Command.InstallKek) {
        continue;
      }
      String name = command.getClass().getSimpleName();
      if (expected.contains(name)) {
        continue;
      }
      if (count(proposals.of(command), new Outcome.Done()) == 1) {
        noticed.add(name);
      }
      if (!OWN.contains(command.getClass())) {
        expected.add(name);
      }
    }
    assertThat(noticed).isEqualTo(expected).contains("GrantToken", "AdmitMember");
  }

  @Test
  void onlyTheFirstKeyEncryptionKeyIsTheVaultsOwn() {
    assertThat(count(install(1), new Outcome.Done())).isZero();
    assertThat(count(install(2), new Outcome.Done())).isOne();
  }

  @Test
  void whatATokenStandsBehindOrIsRefusedIsNot() {
    Proposal grant = proposals.grant(proposals.token());
    Proposal acted =
        new Proposal(
            grant.id(),
            Optional.of(proposals.token()),
            grant.tag(),
            grant.proposedAt(),
            grant.command(),
            SweepGeneration.FIRST);
    assertThat(count(grant, new Outcome.Done())).isOne();
    assertThat(count(acted, new Outcome.Done())).isZero();
    assertThat(count(grant, REFUSED)).isZero();
    assertThat(count(proposals.of(new Command.CompleteEffects(List.of())), REFUSED)).isZero();
  }

  private Proposal install(int version) {
    KeyRef key = new KeyRef(Bytes.copyOf(proposals.bytes(24)));
    return proposals.of(new Command.InstallKek(new KekVersion(version), key));
  }

  private static long count(Proposal proposal, Outcome outcome) {
    ActorlessChanges changes = new ActorlessChanges();
    changes.applied(new Applied(3, 4), proposal, outcome);
    return changes.count();
  }
}
