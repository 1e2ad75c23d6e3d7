package io.craton.vault.core.decision;

import io.craton.vault.core.id.ItemId;

/// What a proposal came to. This is what the proposing node answers from, and what a retry gets
/// again; it holds no material.
public sealed interface Outcome {
  /// An item was made or changed.
  record ItemWritten(ItemSummary item) implements Outcome {}

  /// An item was deleted.
  record ItemDeleted(ItemId id) implements Outcome {}

  /// It was done, and there is nothing to tell.
  record Done() implements Outcome {}

  /// It was not done.
  record Refused(Rejection rejection) implements Outcome {}
}
