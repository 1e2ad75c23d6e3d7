package io.craton.vault.node.job;

import io.craton.vault.core.Limits;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.command.Command.AbandonKeys;
import io.craton.vault.core.command.Command.BeginSweep;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.id.SweepGeneration;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.port.KeyInventory.HeldKey;
import io.craton.vault.core.port.StateReader;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Replica;
import io.craton.vault.core.state.Restoration;
import io.craton.vault.node.job.LeaderJobs.HsmKeys;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes objects from the HSM that nothing refers to, and finds out what the HSM has lost.
///
/// An orphan is what two sweeps in a row showed and none of them found in the state. Sweep *n*
/// lists the HSM, *then* begins in the log, *then* walks over the state. So
///
/// 1. a key that sweep *n* listed was asked for before sweep *n* began, and its proposal says sweep
///    *n* − 1 or less;
/// 2. once sweep *n* + 1 has begun the log refuses such a proposal, whoever sends it and however
///    late: from there on the state may lose the key and can never gain it;
/// 3. sweep *n* + 1 walks over a state that has applied its own beginning, and visits each place
///    that still holds the key at its end. What it does not find is held nowhere, for ever.
///
/// No clock takes part, and neither does leadership: a leader that was paused in the middle and
/// goes on hours later is as right as it was. The interval only has to be longer than a request, so
/// that none is refused that is not lost.
///
/// Orphans are destroyed through the outbox, as all keys are: they are listed as pending, and tried
/// again over outages and changes of the leader. A new leader begins afresh.
final class SweepJob implements LeaderJob {
  private static final Logger LOG = LoggerFactory.getLogger(SweepJob.class);

  /// A new leader lets requests end that began before the last sweep of the one before, and has
  /// other things to do.
  private static final Duration SETTLING = Limits.KEY_GENERATION_WAIT.multipliedBy(2);

  /// Of the whole inventory, which is taken in pieces.
  private static final Duration LISTING_TIMEOUT = Duration.ofMinutes(5);

  /// So many may be removed even if the cluster holds fewer keys.
  private static final int FEW = 16;

  private final StateReader state;
  private final HsmKeys keys;
  private final ClusterToken token;
  private final MissingKeyCheck missing;
  private final SystemProposer proposer;
  private final SweepSettings settings;
  private final Timing timing;
  private final SweepStatus status;

  // Of the present term, for the one thread of the job.
  private long term;
  private long dueNanos;
  private Suspects suspects = Suspects.NONE;

  SweepJob(
      Replica replica,
      HsmKeys keys,
      SystemProposer proposer,
      SweepSettings settings,
      Timing timing,
      SweepStatus status) {
    this.state = replica.state();
    this.keys = keys;
    this.token = new ClusterToken(replica.state(), keys.ports().sealer(), proposer);
    this.missing = new MissingKeyCheck(replica, keys.inventory(), keys.ports().search(), proposer);
    this.proposer = proposer;
    this.settings = settings;
    this.timing = timing;
    this.status = status;
  }

  /// Paces and dates sweeps; decides nothing.
  ///
  /// @param parkNanos rests for so many nanoseconds, or ends early
  record Timing(LongSupplier nanoTime, InstantSource clock, LongConsumer parkNanos) {}

  /// Objects that a sweep could not find in the state.
  ///
  /// @param listedBefore that sweep
  private record Suspects(SweepGeneration listedBefore, Set<KeyRef> objects) {
    static final Suspects NONE = new Suspects(SweepGeneration.FIRST, Set.of());
  }

  @Override
  public String name() {
    return "sweep";
  }

  @Override
  public Duration run(Leadership leadership) throws Unavailable {
    if (term != leadership.term()) {
      term = leadership.term();
      suspects = Suspects.NONE;
      rest(shorter(settings.interval(), SETTLING));
    }
    if (state.read(view -> view.currentKek().isEmpty())) {
      // Nothing can be its own yet, and the first sweep is the KekInstaller's to begin.
      rest(shorter(settings.interval(), SETTLING));
    }
    long left = dueNanos - timing.nanoTime().getAsLong();
    if (left > 0) {
      return Duration.ofNanos(left);
    }
    sweep(leadership);
    return Duration.ofNanos(Math.max(1, dueNanos - timing.nanoTime().getAsLong()));
  }

  private void rest(Duration time) {
    dueNanos = timing.nanoTime().getAsLong() + time.toNanos();
  }

  private void sweep(Leadership leadership) throws Unavailable {
    long begun = timing.nanoTime().getAsLong();
    token.require();
    List<HeldKey> listed = keys.inventory().list(proposer.deadline(LISTING_TIMEOUT));
    Inventory inventory = new Inventory(keys.inventory(), listed, elsewhere());
    SweepGeneration generation = begin(leadership);
    new StateKeys(state, timing).walk(leadership, inventory::needed, inventory::doomed);
    List<HeldKey> unknown = inventory.unclaimed();
    Set<KeyRef> unclaimed = notOlder(unknown, inventory);
    int older = (int) unknown.stream().filter(held -> !unclaimed.contains(held.object())).count();
    int left = older + remove(leadership, unclaimed, inventory.claimed());
    suspects = new Suspects(generation, unclaimed);
    int lost = missing.count(leadership, inventory.lacking()) + inventory.lackingMore();
    Duration took = Duration.ofNanos(timing.nanoTime().getAsLong() - begun);
    status.ended(new SweepReport(timing.clock().instant(), took, lost, left));
    if (!leadership.held()) {
      status.forget();
    }
    LOG.info(
        "sweep {}: the HSM has {} objects, {} of which the state does not know; {} keys missing; "
            + "{} ms",
        generation.value(),
        listed.size(),
        unknown.size(),
        lost,
        took.toMillis());
  }

  /// The keys of a restored state may be there under the name of its former cluster.
  private Set<Bytes> elsewhere() throws Unavailable {
    return state.read(view -> view.restoration()).isPresent()
        ? keys.inventory().idsOfOthers(proposer.deadline(LISTING_TIMEOUT))
        : Set.of();
  }

  /// What was made since this cluster had its first key-encryption key, or the oldest that was not
  /// given up, or since its state was restored. What is older cannot be its own: it belongs to
  /// another state under the same name, such as that of data directories which were not mounted
  /// when this one began, or to what came after the backup. Left alone, and reported. Keys are
  /// dated by the time of the vault; if that was wrong, an orphan stays, and nothing worse.
  private Set<KeyRef> notOlder(List<HeldKey> unknown, Inventory inventory) {
    OptionalLong began = beganAtSecond(inventory);
    Set<KeyRef> own = new HashSet<>();
    for (HeldKey held : unknown) {
      if (began.isPresent() && held.madeAtSecond() >= began.getAsLong()) {
        own.add(held.object());
      }
    }
    long older = unknown.stream().filter(held -> !own.contains(held.object())).count();
    if (older > 0) {
      LOG.warn(
          "{} keys in the HSM are older than this cluster or its restoration: left alone. Are its"
              + " data directories the right ones?",
          older);
    }
    return own;
  }

  private OptionalLong beganAtSecond(Inventory inventory) {
    Optional<Restoration> restored = state.read(view -> view.restoration());
    if (restored.isPresent()) {
      return OptionalLong.of(restored.get().keysFromSecond());
    }
    Optional<KeyRef> first =
        state.read(view -> view.keks().stream().findFirst().flatMap(view::kek));
    return first.isPresent() ? inventory.madeAtSecond(first.get()) : OptionalLong.empty();
  }

  /// Begins the next sweep in the log. Whatever comes of it, the one after that waits its time: two
  /// in quick succession would refuse keys that are on their way.
  private SweepGeneration begin(Leadership leadership) throws Unavailable {
    SweepGeneration newest = state.read(view -> view.sweepGeneration());
    rest(settings.interval());
    Outcome outcome = proposer.propose(leadership, new BeginSweep(newest));
    if (outcome instanceof Outcome.Refused refused) {
      throw new Unavailable(
          Unavailable.Reason.NOT_READY, refused.rejection().detail(), settings.interval());
    }
    return newest.next();
  }

  /// Abandons what the last sweep could not find in the state either; returns how many it left
  /// alone.
  private int remove(Leadership leadership, Set<KeyRef> unclaimed, int claimed) throws Unavailable {
    List<KeyRef> orphans = unclaimed.stream().filter(suspects.objects()::contains).toList();
    int limit = Math.min(settings.removalLimit(), Math.max(FEW, claimed));
    if (orphans.size() > limit) {
      LOG.warn(
          "{} keys in the HSM are nothing's that the state knows, more than the {} that a sweep may"
              + " remove: none was removed. Is this the state of another or an earlier cluster of"
              + " the same name?",
          orphans.size(),
          limit);
      return orphans.size();
    }
    for (int from = 0; from < orphans.size(); from += Limits.KEYS_PER_COMMAND) {
      int to = Math.min(from + Limits.KEYS_PER_COMMAND, orphans.size());
      List<KeyRef> some = orphans.subList(from, to);
      Outcome outcome =
          proposer.propose(leadership, new AbandonKeys(suspects.listedBefore(), some));
      if (outcome instanceof Outcome.Refused refused) {
        throw new IllegalStateException(refused.rejection().detail());
      }
      status.addRemoved(some.size());
      LOG.info("{} keys that nothing refers to are to be destroyed in the HSM", some.size());
    }
    return 0;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
