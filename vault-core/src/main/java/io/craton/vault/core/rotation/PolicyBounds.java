package io.craton.vault.core.rotation;

import java.time.Duration;
import java.time.Instant;

/// What callers may ask of policies.
///
/// @param shortestPeriod between two rotations; each costs the HSM a key, and the item a version
public record PolicyBounds(Duration shortestPeriod) {
  /// An hour. Contract section 13, decision 59.
  public static final PolicyBounds DEFAULT = new PolicyBounds(Duration.ofHours(1));

  /// Whether a policy may be that often.
  public boolean permit(Frequency frequency) {
    return switch (frequency) {
      case Frequency.Never never -> true;
      case Frequency.Every every ->
          !every.period().after(Instant.EPOCH).isBefore(Instant.EPOCH.plus(shortestPeriod));
    };
  }
}
