package io.craton.vault.consensus.rocks;

import java.nio.charset.StandardCharsets;

/// The single values of the state.
enum MetaKey {
  /// The layout of this database, 4 bytes.
  STORE_FORMAT("store-format"),
  /// Term and index of the last applied entry, 8 bytes each. Not part of the digest's hash.
  APPLIED("applied"),
  /// That the state was restored, the second at which and the one from which keys are its own, 8
  /// bytes each. Not part of the digest's hash, so that a restored state equals the one backed up.
  RESTORATION("restoration"),
  /// Log time, an instant.
  CLOCK("clock"),
  /// Present once a root token was minted; one byte.
  BOOTSTRAPPED("bootstrapped"),
  /// How many outcomes are remembered, 4 bytes.
  OUTCOME_COUNT("outcome-count"),
  /// How many API tokens there are, 4 bytes.
  TOKEN_COUNT("token-count"),
  /// The newest outbox number ever written, 8 bytes.
  LAST_OUTBOX("last-outbox"),
  /// The current generation of the key-encryption key, 4 bytes.
  CURRENT_KEK("current-kek"),
  /// The newest sweep that was begun, 8 bytes.
  SWEEP_GENERATION("sweep-generation"),
  /// Who may be a member of the cluster; absent until it has been recorded. Not part of the
  /// digest's hash, as a restored state has other members.
  MEMBERS("members"),
  /// Where [QueueFront] says that each queue begins, a key of its column family.
  OUTCOME_ORDER_FRONT("outcome-order-front"),
  DUE_FRONT("due-front"),
  OUTBOX_FRONT("outbox-front"),
  ROTATION_FRONT("rotation-front");

  private final byte[] key;

  MetaKey(String persistedName) {
    this.key = persistedName.getBytes(StandardCharsets.US_ASCII);
  }

  /// Always the same bytes, which nobody changes.
  byte[] key() {
    return key;
  }
}
