package io.craton.vault.node.running;

import io.craton.vault.consensus.ConsensusCallbacks;
import io.craton.vault.consensus.rocks.StoreException;
import io.craton.vault.node.job.LeaderJobs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Passes leadership on to the jobs, which exist only after consensus has started and may have made
/// this node a leader already. Thread-safe; returns at once.
final class LeadershipRelay implements ConsensusCallbacks {
  private final Ending ending;
  private final Path directory;
  private Optional<LeaderJobs> jobs = Optional.empty();
  private long term;

  private boolean serving;

  /// @param directory of the log and the state, for messages
  LeadershipRelay(Ending ending, Path directory) {
    this.ending = ending;
    this.directory = directory;
  }

  /// The node has been part of the cluster: from now on a fault is no failure of the start.
  synchronized void serving() {
    serving = true;
  }

  synchronized void attach(LeaderJobs newJobs) {
    jobs = Optional.of(newJobs);
    if (term != 0) {
      newJobs.lead(term);
    }
  }

  @Override
  public synchronized void onLeaderReady(long newTerm) {
    term = newTerm;
    jobs.ifPresent(present -> present.lead(newTerm));
  }

  @Override
  public synchronized void onLeaderStopped(long oldTerm) {
    if (term == oldTerm) {
      term = 0;
    }
    jobs.ifPresent(present -> present.follow(oldTerm));
  }

  @Override
  public void onRemoved(String reason) {
    ending.onRemoved(ConsensusStart.removed(reason));
  }

  @Override
  public synchronized void onFault(String reason, Throwable cause) {
    if (cause instanceof StoreException met && met.isDamage()) {
      ending.onStartFailure(
          ConsensusStart.failure(directory, new IOException(met.getMessage(), met)));
    } else if (!serving && cause instanceof IOException damage) {
      ending.onStartFailure(ConsensusStart.failure(directory, damage));
    } else {
      ending.onFault(reason, cause);
    }
  }
}
