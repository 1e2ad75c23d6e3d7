package io.craton.vault.core.service;

import io.craton.vault.core.Limits;
import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.port.Deadline;

/// What every use case knows of the request it serves.
///
/// @param tag how retries of this request are recognised
public record Call(Caller caller, RequestTag tag, Deadline deadline) {
  /// The same request with time to make a key: a caller who gave up in the middle would only make
  /// the HSM start again.
  Call withTimeForAKey() {
    return new Call(caller, tag, deadline.atLeast(Limits.KEY_GENERATION_WAIT));
  }
}
