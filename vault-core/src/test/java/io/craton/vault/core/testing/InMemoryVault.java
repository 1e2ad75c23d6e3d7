package io.craton.vault.core.testing;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.decision.Decider;
import io.craton.vault.core.decision.Decision;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.event.Evolution;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.ProposalId;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Ledger;
import io.craton.vault.core.port.ReadBarrier;
import io.craton.vault.core.port.StateReader;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Replica;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.service.Sources;
import io.craton.vault.core.service.TokenMint;
import io.craton.vault.core.state.Restoration;
import io.craton.vault.core.state.StateView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A cluster of one node without a disk: proposals are decided by the real [Decider] and written to
/// a [MapState]. Can be told to be unreachable. Thread-safe.
public final class InMemoryVault implements Ledger, ReadBarrier, StateReader {
  private final MapState state = new MapState();
  private final List<Proposal> log = new ArrayList<>();
  private boolean reachable = true;
  private Runnable missed = () -> {};

  /// A vault that has a key-encryption key of `hsm`.
  public static InMemoryVault withKek(FakeHsm hsm, Sources sources) throws Unavailable {
    InMemoryVault vault = new InMemoryVault();
    Deadline deadline = Deadline.after(Duration.ofSeconds(10), System::nanoTime);
    Command install = new Command.InstallKek(new KekVersion(1), hsm.generateKek(deadline));
    var _ =
        vault.propose(
            new Proposal(
                ProposalId.of(sources.entropy().bytes(ProposalId.SIZE)),
                Optional.empty(),
                Optional.empty(),
                sources.clock().instant(),
                install),
            deadline);
    return vault;
  }

  /// All three ports of the replicated state.
  public Replica replica() {
    return new Replica(this, this, this);
  }

  /// A root token.
  public String mintRoot(Sources sources) throws RequestRefused, Unavailable {
    Deadline deadline = Deadline.after(Duration.ofSeconds(10), System::nanoTime);
    try (SecretBytes token = new TokenMint(replica(), sources).bootstrap(deadline)) {
      return token.decodeUtf8();
    }
  }

  /// Whether proposals and barriers succeed.
  public synchronized void setReachable(boolean newReachable) {
    reachable = newReachable;
  }

  /// From now on the state counts as restored from a backup.
  public synchronized void restored(Restoration by) {
    state.restored(by);
  }

  /// What was proposed, in order.
  public synchronized List<Proposal> log() {
    return List.copyOf(log);
  }

  @Override
  public synchronized Outcome propose(Proposal proposal, Deadline deadline) throws Unavailable {
    requireReachable();
    log.add(proposal);
    Decision decision = Decider.decide(state, proposal);
    Evolution.evolve(decision.events(), state);
    return decision.outcome();
  }

  /// What others did that this replica hears of at the next barrier only.
  public synchronized void setMissed(Runnable newMissed) {
    missed = newMissed;
  }

  @Override
  public synchronized void await(Deadline deadline) throws Unavailable {
    requireReachable();
    Runnable heard = missed;
    missed = () -> {};
    heard.run();
  }

  @Override
  public synchronized <T> T read(Function<StateView, T> query) {
    return query.apply(state);
  }

  private void requireReachable() throws Unavailable {
    if (!reachable) {
      throw new Unavailable(
          Unavailable.Reason.NO_QUORUM, "told to be unreachable", Duration.ofSeconds(1));
    }
  }
}
