package io.craton.vault.node.simulation;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.port.KeyInventory.HeldKey;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.state.RotationRow;
import io.craton.vault.core.state.StateView;
import io.craton.vault.node.simulation.Known.KnownItem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One run: a plan on a cluster, from its first leader to the peace after the last fault.
final class Simulation {
  /// Until a cluster has its first key and its first token.
  private static final Duration FOUNDING = Duration.ofSeconds(25);

  /// Until all work that faults have held up is done, and two sweeps have seen every orphan.
  private static final Duration SETTLING = Duration.ofHours(3);

  private static final Duration LATEST_ROTATION = Duration.ofMinutes(30);

  private final Plan plan;
  private final World world;
  private final Cluster cluster;
  private final Clients clients;
  private final Troubles troubles;
  private boolean atPeace;

  /// @param tracing whether [Report#trace] tells what happened
  /// @param stores makes the state of each node
  Simulation(Plan plan, Mutation mutation, boolean tracing, Supplier<ReplicaStore> stores) {
    this.plan = plan;
    this.world = new World(plan.seed(), tracing);
    this.cluster = new Cluster(world, mutation, plan.nodes(), stores);
    this.clients = new Clients(cluster);
    this.troubles = new Troubles(cluster);
  }

  /// The same with states in memory.
  static Report run(Plan plan, Mutation mutation, boolean tracing) {
    boolean apart = mutation == Mutation.APPLY_WITHOUT_INDEX;
    return new Simulation(plan, mutation, tracing, () -> new MapStore(apart)).run();
  }

  /// What came of a run.
  ///
  /// @param violation absent when all invariants held
  /// @param acknowledged how often, by what clients asked for
  record Report(
      @Nullable Violation violation,
      Duration simulated,
      Counts counts,
      Map<What, Long> acknowledged,
      Faults faults,
      List<String> trace) {}

  /// @param steps events
  /// @param entries of the log
  /// @param rotations by policy
  record Counts(long steps, long attempts, long acknowledged, long entries, long rotations) {}

  Report run() {
    try {
      cluster.start();
      world.spawn(world.forever(), this::found);
      world.runUntil(FOUNDING.toNanos());
      schedule();
      world.runUntil(plan.end().toNanos());
      cluster.quietUntil(Long.MAX_VALUE);
      troubles.end();
      cluster.heal();
      clients.requests().bePatient();
      world.runUntil(world.nanos() + SETTLING.toNanos());
      world.spawn(world.forever(), this::requirePeace);
      world.runUntil(world.nanos() + Duration.ofMinutes(30).toNanos());
      if (world.violation() == null && !atPeace) {
        world.fail(new Violation(Invariant.ACKNOWLEDGED_WRITES, "reads in peace never end"));
      }
    } catch (RuntimeException | Error e) {
      world.fail(e);
    } finally {
      cluster.nodes().forEach(node -> node.store().close());
    }
    Counts counts =
        new Counts(
            world.steps(),
            clients.requests().attempts(),
            clients.requests().acknowledged(),
            cluster.auditor().index(),
            cluster.auditor().scheduledRotations());
    return new Report(
        world.violation(),
        Duration.ofNanos(world.nanos()),
        counts,
        clients.acknowledged(),
        cluster.faults(),
        List.copyOf(world.trace()));
  }

  /// The first token.
  private void found() {
    SimNode node = cluster.node(0);
    while (clients.root().isEmpty()) {
      world.sleep(Duration.ofSeconds(1));
      try (SecretBytes token = node.services().mint().bootstrap(node.deadline(FOUNDING))) {
        clients.useRoot(token.decodeUtf8());
      } catch (RequestRefused | Unavailable e) {
        world.note("no token yet: %s", e);
      }
    }
  }

  private void schedule() {
    List<Plan.Step> steps = plan.steps();
    for (int i = 0; i < steps.size(); i++) {
      Plan.Step step = steps.get(i);
      long next = i + 1 < steps.size() ? steps.get(i + 1).at().toNanos() : plan.end().toNanos();
      world.schedule(
          world.forever(),
          step.at().toNanos() - world.nanos(),
          () -> {
            cluster.quietUntil(next);
            if (step.what().isFault()) {
              troubles.act(step);
            } else {
              world.spawn(world.forever(), () -> clients.act(step));
            }
          });
    }
    if (!steps.isEmpty()) {
      cluster.quietUntil(steps.getFirst().at().toNanos());
    }
  }

  // ---- Peace

  private void requirePeace() {
    Random random = new Random(plan.seed());
    StateView state = cluster.auditor().state();
    for (SimNode node : cluster.nodes()) {
      if (node.store().applied() != cluster.auditor().index()
          || !node.store().digest().equals(cluster.node(0).store().digest())) {
        throw new Violation(
            Invariant.STATE_DIGESTS,
            "%s differs from others in peace: at %d of %d, digest %s, that of %s is %s"
                .formatted(
                    node,
                    node.store().applied(),
                    cluster.auditor().index(),
                    node.store().digest(),
                    cluster.node(0),
                    cluster.node(0).store().digest()));
      }
    }
    cluster.auditor().requireMatch(excused(state));
    requireRotations(state);
    for (KnownItem item : clients.known().items()) {
      if (!item.mayBeDeleted()) {
        requireVersions(state, item);
        if (item.type == Known.Type.SECRET
            && clients.uses().get(random, clients.root(), item).value() == null) {
          throw new Violation(Invariant.ACKNOWLEDGED_WRITES, item + " cannot be read in peace");
        }
      }
    }
    atPeace = true;
  }

  private static void requireVersions(StateView state, KnownItem item) {
    for (int number : item.values().keySet()) {
      if (state.version(new VersionId(item.id, new VersionNumber(number))).isEmpty()) {
        throw new Violation(
            Invariant.ACKNOWLEDGED_WRITES, item + " has lost its version " + number);
      }
    }
  }

  private void requireRotations(StateView state) {
    Instant latest = world.truth().minus(LATEST_ROTATION);
    if (state.nextRotation().map(RotationRow::at).filter(latest::isAfter).isPresent()) {
      throw new Violation(
          Invariant.ONE_ROTATION, "still due in peace: " + state.nextRotation().orElseThrow());
    }
    if (state.nextDue().filter(row -> row.at().isBefore(latest)).isPresent()) {
      throw new Violation(
          Invariant.NO_EARLY_DESTRUCTION, "still due: " + state.nextDue().orElseThrow());
    }
  }

  /// Objects that seem older than the cluster, because the clock of the node that made them was
  /// wrong: the sweep leaves them alone, as documented.
  private Set<Bytes> excused(StateView state) {
    Set<Bytes> excused = new TreeSet<>();
    List<HeldKey> held = cluster.token().list();
    KeyRef first =
        state.keks().stream()
            .map((KekVersion version) -> state.kek(version).orElseThrow())
            .findFirst()
            .orElseThrow(() -> new Violation(Invariant.NO_FAULTS, "no key-encryption key"));
    long began =
        held.stream()
            .filter(each -> each.object().equals(first))
            .mapToLong(HeldKey::madeAtSecond)
            .findFirst()
            .orElse(0);
    held.stream()
        .filter(each -> each.madeAtSecond() < began)
        .forEach(each -> excused.add(each.object().value()));
    return excused;
  }
}
