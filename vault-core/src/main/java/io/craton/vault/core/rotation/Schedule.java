package io.craton.vault.core.rotation;

import java.time.Instant;
import java.util.Optional;

/// When a policy rotates an item.
///
/// @param anchor what its periods are counted from: the last rotation by hand, or else its
///   creation, and after a rotation by policy the time at which that one was due. So lateness does
///   not add up from period to period. Empty for what no policy can rotate
/// @param due the item's row in the index of rotations; empty when nothing is scheduled. Follows
///   the policy of the folders above only once the state has gone through them
public record Schedule(Optional<Instant> anchor, Optional<Instant> due) {
  /// Of what no policy can rotate.
  public static final Schedule NONE = new Schedule(Optional.empty(), Optional.empty());

  /// Periods are counted from `anchor`; nothing is scheduled yet.
  public static Schedule from(Instant anchor) {
    return new Schedule(Optional.of(anchor), Optional.empty());
  }

  /// The same with another row in the index.
  public Schedule withDue(Optional<Instant> newDue) {
    return new Schedule(anchor, newDue);
  }
}
