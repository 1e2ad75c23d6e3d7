package io.craton.vault.core.state;

import io.craton.vault.core.id.IdempotencyKey;
import java.time.Instant;

/// How old a remembered outcome is.
///
/// @param recordedAt log time
public record OutcomeAge(Instant recordedAt, IdempotencyKey key) {
  /// The age of `outcome`.
  public static OutcomeAge of(RecordedOutcome outcome) {
    return new OutcomeAge(outcome.recordedAt(), outcome.key());
  }
}
