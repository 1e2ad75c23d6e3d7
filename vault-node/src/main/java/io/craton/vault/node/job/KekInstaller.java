package io.craton.vault.node.job;

import io.craton.vault.core.command.Command.BeginSweep;
import io.craton.vault.core.command.Command.InstallKek;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.SweepGeneration;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.port.KeyInventory.HeldKey;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Replica;
import io.craton.vault.node.job.LeaderJobs.HsmKeys;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives a new cluster its first key-encryption key. When two leaders try, the log takes the first
/// key and sends the other to the outbox.
///
/// Not while the HSM holds keys under this cluster's name that are older than the cluster: they are
/// those of a living cluster of the same name, or of data directories that were not mounted, and
/// two states under one name destroy each other's keys as orphans. What is older is known without a
/// clock. A first look at the HSM that finds nothing is written to the log as the first sweep,
/// before any key is made; so a key that was left behind by a leader which died before it could
/// record it is younger, and stands in nobody's way. Nor does what a node left behind that died
/// while it tried the token.
final class KekInstaller implements LeaderJob {
  private static final Logger LOG = LoggerFactory.getLogger(KekInstaller.class);
  private static final KekVersion FIRST = new KekVersion(1);
  private static final Duration REST = Duration.ofHours(1);

  /// Between two looks at an HSM that holds others' keys: each costs it what a sweep does.
  private static final Duration NEXT_LOOK = Duration.ofSeconds(10);

  /// Of the whole inventory, which is taken in pieces.
  private static final Duration LISTING_TIMEOUT = Duration.ofMinutes(5);

  private final Replica replica;
  private final HsmKeys keys;
  private final SystemProposer proposer;
  private final SweepJob.Timing timing;
  private final KekStatus status;

  KekInstaller(
      Replica replica,
      HsmKeys keys,
      SystemProposer proposer,
      SweepJob.Timing timing,
      KekStatus status) {
    this.replica = replica;
    this.keys = keys;
    this.proposer = proposer;
    this.timing = timing;
    this.status = status;
  }

  @Override
  public String name() {
    return "kek";
  }

  @Override
  public Duration run(Leadership leadership) throws Unavailable {
    if (installed()) {
      return REST;
    }
    // A key that is not needed would stay in the HSM until the orphan sweep: make sure first.
    replica.barrier().await(proposer.deadline());
    leadership.require();
    if (installed()) {
      return REST;
    }
    if (generation().equals(SweepGeneration.FIRST) && !isFirstUnderItsName(leadership)) {
      return NEXT_LOOK;
    }
    install(leadership);
    return REST;
  }

  /// Looks for keys that are older than this cluster, and notes in the log that there are none. A
  /// refusal says that another leader of this cluster has noted it.
  private boolean isFirstUnderItsName(Leadership leadership) throws Unavailable {
    int older = unknownKeys(leadership);
    if (older > 0) {
      String why =
          "the HSM holds "
              + older
              + " objects under this cluster.id that are older than this cluster: they are keys of"
              + " another or an earlier one, and the two would destroy each other's. Give this one"
              + " another cluster.id and an empty node.data-dir, or mount the data directories of"
              + " the earlier one; if nobody needs those keys, remove them from the partition";
      status.blocked(why);
      LOG.error("no key-encryption key is made: {}", why);
      if (!leadership.held()) {
        status.forget();
      }
      return false;
    }
    status.forget();
    var _ = proposer.propose(leadership, new BeginSweep(SweepGeneration.FIRST));
    return true;
  }

  /// How many objects the HSM shows under the cluster's name that its state does not know.
  private int unknownKeys(Leadership leadership) throws Unavailable {
    List<HeldKey> listed =
        keys.inventory().list(proposer.deadline(LISTING_TIMEOUT)).stream()
            .filter(held -> !held.trial())
            .toList();
    Inventory inventory = new Inventory(keys.inventory(), listed, Set.of());
    if (!listed.isEmpty()) {
      new StateKeys(replica.state(), timing).walk(leadership, inventory::needed, inventory::doomed);
    }
    return inventory.unclaimed().size();
  }

  private void install(Leadership leadership) throws Unavailable {
    SweepGeneration before = generation();
    KeyRef key = keys.ports().generator().generateKek(proposer.deadline());
    Outcome outcome = proposer.propose(leadership, new InstallKek(FIRST, key), before);
    if (outcome instanceof Outcome.Refused refused) {
      LOG.info("another key-encryption key was first: {}", refused.rejection().detail());
    } else {
      LOG.info("key-encryption key {} installed in term {}", FIRST.value(), leadership.term());
    }
  }

  private SweepGeneration generation() {
    return replica.state().read(view -> view.sweepGeneration());
  }

  private boolean installed() {
    return replica.state().read(view -> view.currentKek().isPresent());
  }
}
