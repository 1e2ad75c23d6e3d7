package io.craton.vault.core.service;

import io.craton.vault.core.Limits;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.id.IdempotencyKey;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Entropy;
import java.util.List;

/// What every use case knows of the request it serves.
///
/// @param tag how retries of this request are recognised
public record Call(Caller caller, RequestTag tag, Deadline deadline) {
  /// What the vault does by itself; its commands are not retried by anybody.
  static Call ofTheVault(Entropy entropy, Deadline deadline) {
    RequestTag tag =
        new RequestTag(
            new IdempotencyKey(Bytes.copyOf(entropy.bytes(IdempotencyKey.SIZE))),
            List.of(),
            Bytes.empty());
    return new Call(Caller.theVault(Freshness.from(deadline)), tag, deadline);
  }

  /// The same request with time to make a key: a caller who gave up in the middle would only make
  /// the HSM start again.
  Call withTimeForAKey() {
    return new Call(caller, tag, deadline.atLeast(Limits.KEY_GENERATION_WAIT));
  }
}
