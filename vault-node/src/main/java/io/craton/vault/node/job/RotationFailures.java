package io.craton.vault.node.job;

import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.state.RotationRow;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Which rotations by policy have failed in the term of this leader, and when each is tried again:
/// after a second, then after twice as long each time, up to five minutes. A new leader tries all
/// anew. Bounded: of too many, the one that failed longest ago is forgotten. Thread-safe.
public final class RotationFailures {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final int DOUBLINGS = 9;
  private static final int MOST = 10_000;

  private final Map<ItemId, Entry> entries = new LinkedHashMap<>();
  private long term;
  private long rotations;
  private long failures;

  private record Entry(Failure failure, long notBeforeNanos) {}

  /// An item that its policy could not rotate.
  ///
  /// @param due when it should have been
  /// @param attempts how often it was tried in this term
  /// @param reason of the last attempt, for people
  public record Failure(Instant due, int attempts, String reason) {}

  /// Forgets what another term left.
  synchronized void begin(long newTerm) {
    if (term != newTerm) {
      term = newTerm;
      entries.clear();
    }
  }

  synchronized boolean mayTry(ItemId item, long nowNanos) {
    Entry entry = entries.get(item);
    return entry == null || nowNanos - entry.notBeforeNanos >= 0;
  }

  synchronized void rotated(ItemId item) {
    rotations++;
    entries.remove(item);
  }

  /// Takes note that the item is not to be rotated now.
  synchronized void settled(ItemId item) {
    entries.remove(item);
  }

  /// Takes note that the item could not be rotated.
  ///
  /// @return for how long the item is passed over
  synchronized Duration failed(RotationRow row, String reason, long nowNanos) {
    failures++;
    Entry former = entries.get(row.item());
    int attempts = former == null ? 1 : former.failure.attempts + 1;
    Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(DOUBLINGS, attempts - 1));
    Duration pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    entries.remove(row.item());
    if (entries.size() >= MOST) {
      entries.remove(entries.keySet().iterator().next());
    }
    Failure failure = new Failure(row.at(), attempts, reason);
    entries.put(row.item(), new Entry(failure, nowNanos + pause.toNanos()));
    return pause;
  }

  /// What is known of an item's failed rotation.
  public synchronized Optional<Failure> of(ItemId item) {
    return Optional.ofNullable(entries.get(item)).map(entry -> entry.failure);
  }

  /// Rotations by policy that this node has made.
  public synchronized long rotations() {
    return rotations;
  }

  /// Attempts that failed for a reason of the item.
  public synchronized long failures() {
    return failures;
  }

  /// Items that are passed over for now.
  public synchronized int failing() {
    return entries.size();
  }
}
