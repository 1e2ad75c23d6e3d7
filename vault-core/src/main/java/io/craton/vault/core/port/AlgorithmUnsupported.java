package io.craton.vault.core.port;

import io.craton.vault.core.algorithm.Algorithm;

/// The HSM cannot do this algorithm, and no composition that keeps the key inside it can either.
public final class AlgorithmUnsupported extends Exception {
  private static final long serialVersionUID = 1L;

  private final Algorithm algorithm;

  /// @param reason what the start-up probe found; never a secret
  public AlgorithmUnsupported(Algorithm algorithm, String reason) {
    super(algorithm.wireName() + " is not available in this HSM: " + reason);
    this.algorithm = algorithm;
  }

  /// What was asked for.
  public Algorithm algorithm() {
    return algorithm;
  }
}
