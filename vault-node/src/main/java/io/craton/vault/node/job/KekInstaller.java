package io.craton.vault.node.job;

import io.craton.vault.core.command.Command.InstallKek;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.SweepGeneration;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.port.KeyGenerator;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Replica;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives a new cluster its first key-encryption key. When two leaders try, the log takes the first
/// key and sends the other to the outbox.
final class KekInstaller implements LeaderJob {
  private static final Logger LOG = LoggerFactory.getLogger(KekInstaller.class);
  private static final KekVersion FIRST = new KekVersion(1);
  private static final Duration REST = Duration.ofHours(1);

  private final Replica replica;
  private final KeyGenerator generator;
  private final SystemProposer proposer;

  KekInstaller(Replica replica, KeyGenerator generator, SystemProposer proposer) {
    this.replica = replica;
    this.generator = generator;
    this.proposer = proposer;
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
    SweepGeneration before = replica.state().read(view -> view.sweepGeneration());
    KeyRef key = generator.generateKek(proposer.deadline());
    Outcome outcome = proposer.propose(leadership, new InstallKek(FIRST, key), before);
    if (outcome instanceof Outcome.Refused refused) {
      LOG.info("another key-encryption key was first: {}", refused.rejection().detail());
    } else {
      LOG.info("key-encryption key {} installed in term {}", FIRST.value(), leadership.term());
    }
    return REST;
  }

  private boolean installed() {
    return replica.state().read(view -> view.currentKek().isPresent());
  }
}
