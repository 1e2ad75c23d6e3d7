package io.craton.vault.hsm;

import io.craton.vault.core.algorithm.Algorithm;
import java.time.Duration;
import java.util.Optional;

/// How a token does an algorithm, as a trial has shown.
///
/// @param obstacle why it does not; present with `UNSUPPORTED` only
/// @param trial how long the trial took, with the making of a key where it needed one that no
///   earlier trial had made
public record AlgorithmSupport(
    Algorithm algorithm, Way way, Optional<String> obstacle, Duration trial) {
  /// Where an algorithm is computed.
  public enum Way {
    /// The token does all that needs the key in one operation.
    NATIVE,
    /// The token does the part that needs the key, and the rest is put together outside.
    COMPOSED,
    /// Outside the HSM, if the node permits software keys.
    SOFTWARE,
    /// Not at all: keys for it are refused.
    UNSUPPORTED
  }
}
