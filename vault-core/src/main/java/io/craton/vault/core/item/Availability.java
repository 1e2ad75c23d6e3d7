package io.craton.vault.core.item;

import java.time.Instant;
import java.util.Optional;

/// Whether an item as a whole is usable. Contract section 3.7. Evaluated against the clock on every
/// use, so that a late timer never leaves an expired item usable.
public record Availability(boolean enabled, Optional<Instant> disabledAt) {
  /// Enabled, with no end.
  public static final Availability ALWAYS = new Availability(true, Optional.empty());

  /// True when the item is usable at `now`.
  public boolean enabledAt(Instant now) {
    return enabled && (disabledAt.isEmpty() || now.isBefore(disabledAt.get()));
  }

  /// Enabled again; a past `disabledAt` is cleared, a future one stays.
  public Availability enable(Instant now) {
    boolean past = disabledAt.isPresent() && !now.isBefore(disabledAt.get());
    return new Availability(true, past ? Optional.empty() : disabledAt);
  }

  /// Disabled at once; `disabledAt` stays.
  public Availability disable() {
    return new Availability(false, disabledAt);
  }

  /// The same with another end, or none.
  public Availability withDisabledAt(Optional<Instant> newDisabledAt) {
    return new Availability(enabled, newDisabledAt);
  }
}
