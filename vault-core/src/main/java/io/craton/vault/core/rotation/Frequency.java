package io.craton.vault.core.rotation;

import io.craton.vault.core.time.VaultDuration;
import java.time.Instant;
import java.util.Optional;

/// How often an item is rotated.
public sealed interface Frequency {
  /// By hand only.
  record Never() implements Frequency {}

  /// After each such period.
  record Every(VaultDuration period) implements Frequency {}

  /// When the next rotation is due, counted from `start`.
  default Optional<Instant> nextAfter(Instant start) {
    return switch (this) {
      case Never never -> Optional.empty();
      case Every(VaultDuration period) -> Optional.of(period.after(start));
    };
  }

  /// The last end of a period at or before `now`, counted from `start`; `start` when none has
  /// ended.
  default Instant lastBefore(Instant start, Instant now) {
    return switch (this) {
      case Never never -> start;
      case Every(VaultDuration period) -> period.lastBoundary(start, now);
    };
  }

  /// The wire form: the duration as it was spelled, or `never`.
  default String text() {
    return switch (this) {
      case Never never -> "never";
      case Every(VaultDuration period) -> period.text();
    };
  }
}
