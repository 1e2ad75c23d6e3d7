package io.craton.vault.core.service;

import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.port.AlgorithmUnsupported;

/// Refusals that more than one use case gives.
final class Refusals {
  private Refusals() {}

  static RequestRefused unsupported(AlgorithmUnsupported cause) {
    return new RequestRefused(
        Rejection.Code.ALGORITHM_UNSUPPORTED, String.valueOf(cause.getMessage()));
  }

  static RequestRefused verifyOnly(ItemId id, VersionNumber version) {
    return new RequestRefused(
        Rejection.Code.VERIFY_ONLY,
        "version " + version + " of key " + id + " is a public key: it can only verify");
  }
}
