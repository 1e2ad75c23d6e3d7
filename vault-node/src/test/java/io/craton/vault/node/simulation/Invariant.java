package io.craton.vault.node.simulation;

/// What must hold, whatever fails: after every step, and where a description says so, when all
/// faults are over.
enum Invariant {
  /// All replicas have decided the same, and hold the same, at the same index of the log.
  STATE_DIGESTS,
  /// What was acknowledged is there: at every later read, and in the end.
  ACKNOWLEDGED_WRITES,
  /// A version number of an item is given once, and names the same key for ever.
  VERSION_NUMBERS,
  /// Nothing that begins after a revocation was acknowledged succeeds against it, on any node.
  REVOCATION,
  /// A policy rotates an item once in a period, and not before it has passed.
  ONE_ROTATION,
  /// The HSM loses no key that the state needs, and no time comes earlier than it does by the
  /// clocks that are right.
  NO_EARLY_DESTRUCTION,
  /// A signature was made by the key that the named version of the item was made with.
  SIGNATURE_KEYS,
  /// When all faults are over, the HSM holds the keys that the state names, and no other.
  HSM_MATCHES_STATE,
  /// A request that is repeated under its name takes effect once.
  IDEMPOTENT_RETRIES,
  /// No bug or damage that would end a node.
  NO_FAULTS
}
