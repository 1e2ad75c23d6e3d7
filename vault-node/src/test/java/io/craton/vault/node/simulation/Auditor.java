package io.craton.vault.node.simulation;

import io.craton.vault.core.Limits;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.decision.Decision;
import io.craton.vault.core.event.Event;
import io.craton.vault.core.id.IdempotencyKey;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.item.VersionState;
import io.craton.vault.core.rotation.Frequency;
import io.craton.vault.core.testing.MapState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Sees every entry when the first node applies it, has a state of its own, and compares all others
/// with that.
final class Auditor {
  /// How far right clocks may be off.
  static final Duration TOLERANCE = Duration.ofMillis(300);

  /// The whole state is compared at every index that this divides.
  private static final int WHOLE = 8;

  private final Cluster cluster;
  private final MapState state = new MapState();
  private final List<Decision> decisions = new ArrayList<>();
  private final Map<Long, Object> digests = new HashMap<>();
  private final Map<VersionId, Material> created = new HashMap<>();
  private final Map<ItemId, Integer> lastNumber = new HashMap<>();
  private final Map<ItemId, Instant> anchors = new HashMap<>();
  private final Map<KeyRef, String> needed = new HashMap<>();
  private final Map<IdempotencyKey, Long> requests = new HashMap<>();
  private final Map<Long, Effect> effects = new HashMap<>();
  private long scheduledRotations;

  private record Effect(VersionId version, Instant at) {}

  Auditor(Cluster cluster) {
    this.cluster = cluster;
  }

  /// How many entries were applied.
  long index() {
    return decisions.size();
  }

  MapState state() {
    return state;
  }

  long scheduledRotations() {
    return scheduledRotations;
  }

  /// All attempts of one request have keys that are noted with its number.
  void requested(IdempotencyKey key, long request) {
    requests.put(key, request);
  }

  /// The public key that a version was made with; empty when nobody has made it.
  Optional<PublicKey> publicKeyOf(VersionId id) {
    return created.get(id) instanceof Material.HsmKey key ? key.publicKey() : Optional.empty();
  }

  // ---- Entries

  /// @param proposal empty for an entry of Raft itself
  void applied(SimNode node, long index, Optional<Proposal> proposal, @Nullable Decision decision) {
    Decision mine = decision;
    if (index == index() + 1) {
      mine = proposal.isEmpty() ? null : decideAlone(proposal.get());
      decisions.add(mine == null ? NOTHING : mine);
      if (index % WHOLE == 0) {
        digests.put(index, node.store().digest());
      }
    }
    Decision known = decisions.get((int) index - 1);
    if (!known.equals(decision == null ? NOTHING : decision)) {
      throw new Violation(
          Invariant.STATE_DIGESTS,
          "%s decides entry %d as %s, others as %s".formatted(node, index, decision, known));
    }
    Object digest = digests.get(index);
    if (digest != null && !digest.equals(node.store().digest())) {
      throw new Violation(
          Invariant.STATE_DIGESTS, "%s differs in its state at %d".formatted(node, index));
    }
  }

  private static final Decision NOTHING =
      new Decision(new io.craton.vault.core.decision.Outcome.Done(), List.of());

  private Decision decideAlone(Proposal proposal) {
    Decision decision = Deciding.decide(cluster.mutation(), state, state, proposal);
    for (Event event : decision.events()) {
      inspect(proposal, event);
    }
    return decision;
  }

  private void inspect(Proposal proposal, Event event) {
    switch (event) {
      case Event.ClockAdvanced(Instant now) -> inTime(now, "log time");
      case Event.VersionCreated(ItemVersion version) -> created(proposal, version);
      case Event.VersionChanged(ItemVersion before, ItemVersion after) -> {
        forget(before);
        note(after);
        if (after.state() instanceof VersionState.Destroyed
            && proposal.command() instanceof Command.FireTimers) {
          inTime(
              before.state().destruction().orElse(Instant.MAX), "the destruction of " + after.id());
        }
      }
      case Event.VersionDeleted(VersionId id, Optional<Instant> due) ->
          needed.values().remove(id.toString());
      case Event.KekInstalled(var version, KeyRef ref) -> {
        requireHeld(ref, "key-encryption key " + version);
        needed.put(ref, version.toString());
      }
      case Event.KekRetired(var version) -> needed.values().remove(version.toString());
      default -> {}
    }
  }

  private void inTime(Instant at, String what) {
    if (at.isAfter(cluster.world().truth().plus(TOLERANCE))) {
      throw new Violation(
          Invariant.NO_EARLY_DESTRUCTION,
          what + " was to be at " + at + ", it is " + cluster.world().truth());
    }
  }

  private void created(Proposal proposal, ItemVersion version) {
    VersionId id = version.id();
    Material material = version.state().heldMaterial().orElseThrow();
    int expected = lastNumber.getOrDefault(id.item(), 0) + 1;
    if (created.put(id, material) != null || id.number().value() != expected) {
      throw new Violation(
          Invariant.VERSION_NUMBERS, "expected version " + expected + ", found " + id);
    }
    lastNumber.put(id.item(), expected);
    if (material instanceof Material.HsmKey key) {
      requireHeld(key.ref(), id.toString());
    }
    note(version);
    anchor(proposal, version);
    proposal.tag().ifPresent(tag -> effect(tag.key(), id, version.createdAt()));
  }

  private void note(ItemVersion version) {
    if (version.state().heldMaterial().orElse(null) instanceof Material.HsmKey key) {
      needed.put(key.ref(), version.id().toString());
    }
  }

  private void forget(ItemVersion version) {
    if (version.state().heldMaterial().orElse(null) instanceof Material.HsmKey key) {
      needed.remove(key.ref());
    }
  }

  private void requireHeld(KeyRef key, String by) {
    if (!cluster.token().holds(key)) {
      throw new Violation(
          Invariant.HSM_MATCHES_STATE, by + " comes with a key that is not in the HSM");
    }
  }

  private void anchor(Proposal proposal, ItemVersion version) {
    ItemId item = version.id().item();
    Instant anchor = anchors.get(item);
    Instant next = version.createdAt();
    if (anchor != null && proposal.command() instanceof Command.RotateOnSchedule) {
      scheduledRotations++;
      Frequency frequency =
          state.item(item).map(Item::rotation).flatMap(own -> own.frequency()).orElseThrow();
      Instant due = frequency.nextAfter(anchor).orElse(Instant.MAX);
      if (due.isAfter(version.createdAt())) {
        throw new Violation(
            Invariant.ONE_ROTATION,
            "%s at %s, the last was at %s, every %s"
                .formatted(version.id(), version.createdAt(), anchor, frequency));
      }
      while (!due.isAfter(version.createdAt())) {
        next = due;
        due = frequency.nextAfter(due).orElse(Instant.MAX);
      }
    }
    anchors.put(item, next);
  }

  private void effect(IdempotencyKey key, VersionId version, Instant at) {
    Long request = requests.get(key);
    if (request == null) {
      return;
    }
    Effect first = effects.putIfAbsent(request, new Effect(version, at));
    if (first != null && at.isBefore(first.at.plus(Limits.OUTCOME_LIFETIME))) {
      throw new Violation(
          Invariant.IDEMPOTENT_RETRIES,
          "request %d made %s at %s and %s at %s"
              .formatted(request, first.version, first.at, version, at));
    }
  }

  // ---- The HSM

  /// A node is about to destroy that key.
  void destroying(KeyRef key) {
    String by = needed.get(key);
    if (by != null) {
      throw new Violation(Invariant.NO_EARLY_DESTRUCTION, by + " needs the key that is destroyed");
    }
  }

  /// When all faults are over and all work is done.
  ///
  /// @param excused objects of which the sweep cannot know whose they are
  void requireMatch(Set<Bytes> excused) {
    Set<Bytes> held = cluster.token().all();
    Set<Bytes> named = new TreeSet<>();
    needed.keySet().forEach(key -> named.add(key.value()));
    Set<Bytes> lost = new HashSet<>(named);
    lost.removeAll(held);
    Set<Bytes> orphans = new HashSet<>(held);
    orphans.removeAll(named);
    orphans.removeAll(excused);
    if (!lost.isEmpty() || !orphans.isEmpty()) {
      throw new Violation(
          Invariant.HSM_MATCHES_STATE,
          "keys that are missing: %s; objects that nothing names: %s".formatted(lost, orphans));
    }
  }
}
