package io.craton.vault.node.job;

import io.craton.vault.core.Limits;
import io.craton.vault.core.command.Command.CompleteEffects;
import io.craton.vault.core.port.StateReader;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.state.OutboxRow;
import io.craton.vault.node.job.LeaderJobs.HsmKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Destroys in the HSM what the state gave up, and notes in the log what is gone. Destroying twice
/// does no harm, so a pass that ends half-way is simply repeated.
final class OutboxWorker implements LeaderJob {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxWorker.class);

  /// Rows of one entry of the log, few enough that the loss of a leader repeats little.
  private static final int BATCH = Math.min(32, Limits.EFFECTS_PER_COMMAND);

  /// Entries that other nodes proposed wake nobody here.
  private static final Duration REST = Duration.ofSeconds(1);

  private final StateReader state;
  private final HsmKeys keys;
  private final ClusterToken token;
  private final SystemProposer proposer;

  OutboxWorker(StateReader state, HsmKeys keys, SystemProposer proposer) {
    this.state = state;
    this.keys = keys;
    this.token = new ClusterToken(state, keys.ports().sealer(), proposer);
    this.proposer = proposer;
  }

  @Override
  public String name() {
    return "outbox";
  }

  /// One walk over all rows. A row that fails is passed over, so that it cannot hold up the others,
  /// and makes the whole pass fail at the end; when a batch achieves nothing the HSM is down and
  /// the walk ends.
  @Override
  public Duration run(Leadership leadership) throws Unavailable {
    long after = 0;
    List<Unavailable> failures = new ArrayList<>();
    while (true) {
      List<OutboxRow> rows = rowsAfter(after);
      if (rows.isEmpty()) {
        break;
      }
      token.require();
      List<Long> destroyed = destroy(leadership, rows, failures);
      if (destroyed.isEmpty()) {
        break;
      }
      var _ = proposer.propose(leadership, new CompleteEffects(destroyed));
      LOG.info("{} keys destroyed in the HSM, outbox rows {}", destroyed.size(), destroyed);
      after = rows.getLast().number();
    }
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
    return REST;
  }

  private List<OutboxRow> rowsAfter(long number) {
    return state.read(view -> view.outbox(number, BATCH));
  }

  private List<Long> destroy(
      Leadership leadership, List<OutboxRow> rows, List<Unavailable> failures) throws Unavailable {
    List<Long> destroyed = new ArrayList<>();
    for (OutboxRow row : rows) {
      leadership.require();
      if (keys.inventory().isOfAnother(row.destroy())) {
        LOG.info(
            "outbox row {} names an orphan of the cluster before the restoration: left",
            row.number());
        destroyed.add(row.number());
        continue;
      }
      try {
        keys.destroyer().destroy(row.destroy(), proposer.deadline());
        destroyed.add(row.number());
      } catch (Unavailable e) {
        failures.add(e);
        if (e.reason() == Unavailable.Reason.HSM_DOWN) {
          break;
        }
      }
    }
    return destroyed;
  }
}
