package io.craton.vault.consensus.rocks;

import java.nio.charset.StandardCharsets;

/// The catalogue of column families; the layout of their keys is drawn in the package description.
/// The order of the codes is the order of the digest.
enum ColumnFamily {
  ITEM(1, "item"),
  VERSION(2, "version"),
  CHILD(3, "child"),
  GRANT(4, "grant"),
  OUTCOME(5, "outcome"),
  OUTCOME_ORDER(6, "outcome-order"),
  DUE(7, "due"),
  OUTBOX(8, "outbox"),
  KEK(9, "kek"),
  META(10, "meta"),
  ENCRYPTED_UNDER(11, "encrypted-under"),
  ROTATION_DEFAULT(12, "rotation-default"),
  SUBFOLDER(13, "subfolder"),
  COMPROMISED(14, "compromised"),
  ROTATION(15, "rotation"),
  REPLAN(16, "replan"),
  TOKEN(140, "token"),
  LASTING_ADMIN(141, "lasting-admin"),
  TOKEN_EXPIRY(142, "token-expiry"),
  SEALED_UNDER(160, "sealed-under"),
  SEALED_COUNT(161, "sealed-count");

  private final int code;
  private final String persistedName;

  ColumnFamily(int code, String persistedName) {
    this.code = code;
    this.persistedName = persistedName;
  }

  /// The number in the digest; never changed, never reused.
  int code() {
    return code;
  }

  /// The name in the database; never changed.
  byte[] persistedName() {
    return persistedName.getBytes(StandardCharsets.US_ASCII);
  }
}
