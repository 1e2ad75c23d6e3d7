package io.craton.vault.http.admin;

import java.util.Optional;

/// What the admin API asks about a node's HSM. Thread-safe.
public interface HsmAdmin {
  /// How the HSM is; empty until it has been opened. Answers at once, without a call to the HSM.
  default Optional<HsmReport> hsmReport() {
    return Optional.empty();
  }
}
