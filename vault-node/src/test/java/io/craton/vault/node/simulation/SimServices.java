package io.craton.vault.node.simulation;

import io.craton.vault.core.item.StateName;
import io.craton.vault.core.port.StateReader;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Authentication;
import io.craton.vault.core.service.CryptoService;
import io.craton.vault.core.service.ItemReader;
import io.craton.vault.core.service.ItemWriter;
import io.craton.vault.core.service.KekAdmin;
import io.craton.vault.core.service.Replica;
import io.craton.vault.core.service.Sources;
import io.craton.vault.core.service.TokenAdmin;
import io.craton.vault.core.service.TokenMint;
import io.craton.vault.core.state.DueRow;
import io.craton.vault.core.state.RotationRow;
import io.craton.vault.core.state.StateView;
import io.craton.vault.node.job.JobsByHand;
import io.craton.vault.node.job.LeaderJobs.HsmKeys;
import io.craton.vault.node.job.SweepSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/// What runs in one life of a node: the services that requests use, and the jobs of the leader,
/// each in a coroutine in the place of its thread.
final class SimServices {
  static final Duration SWEEPS = Duration.ofMinutes(20);
  private static final Duration SHORTEST_REST = Duration.ofMillis(20);
  private static final Duration POLL = Duration.ofSeconds(1);

  private final Cluster cluster;
  private final SimNode node;
  private final World world;
  private final Signal changed;
  private final List<JobsByHand.Job> jobs;
  private final Map<Coroutine, StateView> looks = new WeakHashMap<>();
  private final Authentication authentication;
  private final ItemWriter writer;
  private final ItemReader reader;
  private final CryptoService crypto;
  private final TokenAdmin tokens;
  private final KekAdmin keks;
  private final TokenMint mint;
  private long term;
  private long wakes;
  private long entries;

  SimServices(Cluster cluster, SimNode node) {
    this.cluster = cluster;
    this.node = node;
    this.world = cluster.world();
    this.changed = new Signal(world);
    Sources sources = node.sources();
    Replica replica =
        new Replica(node.store(), new SimBarrier(cluster, node), new SimLedger(cluster, node));
    Replica requests = new Replica(forRequests(), replica.barrier(), replica.ledger());
    SimHsm hsm = node.hsm();
    this.authentication = new Authentication(requests, sources);
    this.writer = new ItemWriter(requests, hsm.ports(), sources);
    this.reader = new ItemReader(requests, hsm.ports(), sources, Set.of(StateName.ACTIVE));
    this.crypto = new CryptoService(requests, hsm.ports(), sources);
    this.tokens = new TokenAdmin(requests, sources);
    this.keks = new KekAdmin(requests, hsm::generateKek, sources);
    this.mint = new TokenMint(requests, sources);
    this.jobs =
        JobsByHand.of(
            replica,
            new HsmKeys(hsm.ports(), hsm, hsm),
            new SweepSettings(SWEEPS, Integer.MAX_VALUE),
            sources,
            world::nanos,
            world::sleep);
  }

  private StateReader forRequests() {
    return cluster.mutation() == Mutation.NO_SECOND_LOOK ? new OneLook() : node.store();
  }

  /// A planted bug: a request sees for all its time what it saw first.
  private final class OneLook implements StateReader {
    @Override
    public <T> T read(Function<StateView, T> query) {
      StateView seen =
          looks.computeIfAbsent(Coroutine.current(), any -> cluster.auditor().state().copy());
      return query.apply(seen);
    }
  }

  Authentication authentication() {
    return authentication;
  }

  ItemWriter writer() {
    return writer;
  }

  ItemReader reader() {
    return reader;
  }

  CryptoService crypto() {
    return crypto;
  }

  TokenAdmin tokens() {
    return tokens;
  }

  KekAdmin keks() {
    return keks;
  }

  TokenMint mint() {
    return mint;
  }

  // ---- Jobs

  void start() {
    for (JobsByHand.Job job : jobs) {
      if (!(cluster.mutation() == Mutation.NO_SWEEP && job.name().equals("sweep"))) {
        world.spawn(node.life(), () -> runForEver(job));
      }
    }
  }

  void lead(long newTerm) {
    term = newTerm;
    changed.fire();
  }

  void follow(long ended) {
    if (term == ended) {
      term = 0;
      changed.fire();
    }
  }

  /// A proposal of this node took effect: no job rests.
  void wake() {
    wakes++;
    changed.fire();
  }

  /// Entries were applied, perhaps of others: polls may find something again.
  void applied() {
    entries++;
    changed.fire();
  }

  private void runForEver(JobsByHand.Job job) {
    Duration pause = Duration.ZERO;
    long known = wakes;
    while (true) {
      while (term == 0) {
        changed.await(Long.MAX_VALUE);
      }
      long begun = term;
      try {
        Duration rest = job.run(begun, () -> term == begun);
        pause = Duration.ZERO;
        rest(rest, begun, known);
        known = wakes;
      } catch (Unavailable e) {
        pause = JobsByHand.nextPause(pause, e.retryAfter());
        world.note("%s: job %s: %s", node, job.name(), e);
        pauseFor(pause, begun);
      }
    }
  }

  /// Not beyond the leadership.
  private void pauseFor(Duration pause, long begun) {
    long end = world.nanos() + pause.toNanos();
    while (term == begun && world.nanos() < end) {
      changed.await(end);
    }
  }

  /// As the thread of a job rests. A poll that could find nothing is left out: nothing is due, and
  /// no entry comes.
  ///
  /// @param known wakes of which the last pass knew
  private void rest(Duration rest, long begun, long known) {
    pauseFor(SHORTEST_REST, begun);
    long end = world.nanos() + Math.max(0, rest.minus(SHORTEST_REST).toNanos());
    long unpolled = rest.equals(POLL) ? Math.max(end, nothingBefore()) : end;
    long seen = entries;
    while (term == begun && wakes == known) {
      long until = entries == seen ? unpolled : end;
      if (world.nanos() >= until) {
        return;
      }
      changed.await(until);
    }
  }

  /// Until when no poll finds anything, if no entry comes.
  private long nothingBefore() {
    return node.store()
        .read(view -> {
          if (!view.outbox(0, 1).isEmpty() || !view.replans(1).isEmpty()) {
            return 0L;
          }
          Optional<Instant> due =
              Stream.concat(
                      view.nextDue().map(DueRow::at).stream(),
                      view.nextRotation().map(RotationRow::at).stream())
                  .min(Instant::compareTo);
          long next =
              due.map(at -> Duration.between(World.START, at).minus(POLL).toNanos())
                  .orElse(Long.MAX_VALUE);
          return Math.min(next, cluster.quietUntil());
        });
  }
}
